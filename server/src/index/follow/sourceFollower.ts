/** Keeps tests, replays and baselines up to date with the files that they come from. */
import type { Baselines } from "../baseline/baselines";
import { Batch } from "../scan/batch";
import type { RecordingIndex } from "../store/recordingIndex";
import type { WorkspaceFindings } from "../workspaceFindings";

export class SourceFollower {
  readonly #findings: WorkspaceFindings;
  readonly #baselines: Baselines;
  readonly #tests: Batch<string>;

  /** `isScanning` returns whether a scan is running. */
  constructor(index: RecordingIndex, findings: WorkspaceFindings, baselines: Baselines, isScanning: () => boolean) {
    this.#findings = findings;
    this.#baselines = baselines;
    this.#tests = new Batch(100, () => void findings.ready(), isScanning);
    index.onChange(() => {
      // The scan keeps finding tests, so their modules can be read at the same time.
      if (isScanning()) void findings.ready();
      else this.#refreshSoon();
    });
  }

  /** These files or folders (URIs) may have changed: tests may have been added or removed with their modules. */
  changed(uris: readonly string[]): void {
    const { sources, cassettes, replays } = this.#findings;
    this.#baselines.changed(uris);
    void replays.changed(uris);
    const [isForTests, isForCassettes] = [sources.changed(uris), cassettes.changed(uris)];
    if (isForTests || isForCassettes) this.#refreshSoon();
  }

  /** Compares the sources on disk with what was read. Never rejects. */
  async verify(): Promise<void> {
    const isForCassettes = this.#findings.cassettes.verify();
    if ((await this.#findings.sources.verify()) || isForCassettes) this.#refreshSoon();
  }

  dispose(): void {
    this.#tests.dispose();
  }

  #refreshSoon(): void {
    this.#tests.add("", "");
  }
}
