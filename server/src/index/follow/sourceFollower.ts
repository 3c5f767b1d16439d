/** Keeps what is known of tests, replays and baselines up to date with the files that tell it. */
import type { Baselines } from "../baseline/baselines";
import { Batch } from "../scan/batch";
import type { RecordingIndex } from "../store/recordingIndex";
import type { WorkspaceFindings } from "../workspaceFindings";

export class SourceFollower {
  readonly #findings: WorkspaceFindings;
  readonly #baselines: Baselines;
  readonly #tests: Batch<string>;

  /** `isScanning` says whether a scan is going on at the moment. */
  constructor(index: RecordingIndex, findings: WorkspaceFindings, baselines: Baselines, isScanning: () => boolean) {
    this.#findings = findings;
    this.#baselines = baselines;
    this.#tests = new Batch(100, () => void findings.ready(), isScanning);
    index.onChange(() => {
      // A scan names tests all the while, and their modules can be read beside it.
      if (isScanning()) void findings.ready();
      else this.#refreshSoon();
    });
  }

  /** Something happened to these files or folders (URIs): tests may have come or gone with their modules. */
  changed(uris: readonly string[]): void {
    const { sources, cassettes, replays } = this.#findings;
    this.#baselines.changed(uris);
    void replays.changed(uris);
    const [isForTests, isForCassettes] = [sources.changed(uris), cassettes.changed(uris)];
    if (isForTests || isForCassettes) this.#refreshSoon();
  }

  /** Compares the sources on disk with what is known of them. Never rejects. */
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
