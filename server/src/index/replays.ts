/**
 * The results of the last replay for the recordings in each file, valid as long as the file, the tests that played it, and the `conftest.py` files
 * above them are unchanged.
 */
import { createHash } from "node:crypto";
import { parseNodeId } from "../pytest/nodeId";
import type { ReplayedFile, ReplayResult } from "../protocol";
import type { RecordingReplay, ReplayedField } from "../rules/workspaceRule";
import type { Documents } from "./documents";
import { rangeIn } from "./positions";
import type { RecordingIndex } from "./store/recordingIndex";
import { childUri, isWithin, normalizeUri, parentOf, slashPath, uriOfPath } from "./uris";

interface Kept {
  /** By recording, in file order. */
  readonly recordings: readonly RecordingReplay[];
  /** Digests of the files that the result depends on, by URI: the recordings and Python files. */
  readonly digests: ReadonlyMap<string, string>;
}

export class Replays {
  readonly #index: RecordingIndex;
  readonly #documents: Documents;
  readonly #files = new Map<string, Kept>();

  constructor(index: RecordingIndex, documents: Documents) {
    this.#index = index;
    this.#documents = documents;
  }

  /** The results for the recordings of a file (URI), in order; undefined if unknown or outdated. */
  of(uri: string): readonly RecordingReplay[] | undefined {
    return this.#files.get(uri)?.recordings;
  }

  /** Adds the results of a run, and returns those of its recordings; files that it did not play keep theirs. */
  async take({ root, nodeIds, passed, files }: ReplayResult): Promise<readonly RecordingReplay[]> {
    const run = { nodeIds, passed: new Set(passed) };
    const uris = files.map(({ path }) => normalizeUri(uriOfPath(path.replaceAll("\\", "/"))));
    for (const [at, file] of files.entries()) {
      const uri = uris[at] ?? "";
      const kept = await this.#keep(uri, file, run, normalizeUri(root));
      if (kept) this.#files.set(uri, kept);
      else this.#files.delete(uri);
    }
    this.#tell(uris);
    return uris.flatMap((uri) => this.of(uri) ?? []);
  }

  /** These files or folders (URIs) may have changed: forgets results that depend on a changed file. */
  async changed(uris: readonly string[]): Promise<void> {
    if (this.#files.size === 0) return;
    const isConcerned = (each: string) => uris.some((uri) => uri === each || isWithin(each, uri));
    const digests = new Map<string, Promise<string>>();
    const now = (uri: string) => {
      const asked = digests.get(uri) ?? this.#documents.get(uri).then((document) => digestOf(document?.getText()));
      digests.set(uri, asked);
      return asked;
    };
    const forgotten: string[] = [];
    for (const [uri, kept] of this.#files) {
      for (const [each, digest] of kept.digests) {
        if (!isConcerned(each) || (await now(each)) === digest || this.#files.get(uri) !== kept) continue;
        this.#files.delete(uri);
        forgotten.push(uri);
      }
    }
    this.#tell(forgotten);
  }

  #tell(uris: readonly string[]): void {
    if (uris.length > 0) this.#index.link(new Map(), new Set(uris));
  }

  async #keep(uri: string, file: ReplayedFile, run: Run, root: string): Promise<Kept | undefined> {
    const document = await this.#documents.get(uri);
    const count = this.#index.idsIn(uri).length;
    if (document === undefined || count !== file.recordings) return undefined;
    const { source, recordings } = this.#documents.unmasked(document);
    const placed = (index: number, { path, recorded, asked }: ReplayedFile["drift"][number]["fields"][number]): ReplayedField => {
      const bodyPath = recordings[index]?.recording?.request?.bodyPath ?? [];
      return { path, recorded, asked, range: rangeIn(document, source.rangeOf({ path: [...bodyPath, ...path] })) };
    };
    const unplayed = unplayedIn(file, this.#index.linkedTests(uri), run);
    const told = Array.from({ length: count }, (_, index): RecordingReplay => ({
      isUnplayed: unplayed.includes(index),
      isDropped: file.dropped.includes(index),
      drift: file.drift
        .filter((each) => each.index === index)
        .map(({ testId, count, fields }) => ({ testId, count, fields: fields.map((field) => placed(index, field)) })),
    }));
    const digests = new Map([[uri, digestOf(document.getText())]]);
    for (const source of sourcesOf(root, file)) digests.set(source, digestOf((await this.#documents.get(source))?.getText()));
    return { recordings: told, digests };
  }
}

interface Run {
  /** The tests that pytest was asked to run. */
  readonly nodeIds: readonly string[];
  readonly passed: ReadonlySet<string>;
}

/** The indices of recordings that no test plays; empty if that is uncertain. `linked` are the tests (node ids) known to use the file. */
export function unplayedIn(file: ReplayedFile, linked: readonly string[], run: Run): readonly number[] {
  if (!knowsAllTests(linked, file, run)) return [];
  return file.plays.flatMap((times, index) => (times === 0 ? [index] : []));
}

/** Whether all tests known to use a file ran and passed: only then an unplayed recording is certainly unused. */
function knowsAllTests(linked: readonly string[], { tests }: ReplayedFile, { nodeIds, passed }: Run): boolean {
  if (linked.length === 0 || tests.some(({ outcome }) => outcome !== "passed")) return false;
  const parts = [...passed].flatMap((testId) => parseNodeId(testId) ?? []);
  return linked.every((testId) => {
    if (passed.has(testId)) return true;
    // For a test known without parameters, all parameter sets must have run, unless one was selected.
    const isPicked = nodeIds.some((each) => each.startsWith(`${testId}[`));
    const id = parseNodeId(testId);
    const isOf = (each: (typeof parts)[number]) => each.path === id?.path && each.names.join("::") === id.names.join("::");
    return !isPicked && id?.param === undefined && parts.some(isOf);
  });
}

/** The modules of the tests that used a file, and all places for a conftest above them. */
function sourcesOf(root: string, { tests }: ReplayedFile): ReadonlySet<string> {
  const found = new Set<string>();
  for (const { testId } of tests) {
    const path = parseNodeId(testId)?.path;
    if (path === undefined) continue;
    const module = uriOfPath(`${slashPath(root)}/${path}`);
    found.add(module);
    for (let folder = parentOf(module); isWithin(folder, root); folder = parentOf(folder))
      found.add(childUri(folder, "conftest.py"));
  }
  return found;
}

function digestOf(text: string | undefined): string {
  return text === undefined ? "" : createHash("sha256").update(text).digest("hex");
}
