/** Which recordings a filter leaves. */
import type { RecordingFilter } from "../../protocol";
import type { RecordingId } from "../../recordingId";
import type { Workspace } from "../../index/workspace";
import { namesOf, type Member } from "./members";

/** Those that meet every condition. `saidBy` returns which words (by index) occur in a recording. */
export function filtered(
  members: readonly Member[],
  { text = "", health = [], models = [], families = [] }: RecordingFilter,
  saidBy: ReadonlyMap<RecordingId, readonly number[]>,
): readonly Member[] {
  const words = wordsOf(text);
  const isOne = (wanted: readonly string[], having: readonly string[]) =>
    wanted.length === 0 || having.some((each) => wanted.includes(each));
  return members.filter((member) => {
    const { id, model, family, healths, problems } = member;
    if (!isOne(health, [...healths, ...problems.map(({ code }) => code)])) return false;
    if (!isOne(models, [model ?? ""]) || !isOne(families, [family])) return false;
    if (words.length === 0) return true;
    const names = namesOf(member);
    return words.every((word, at) => names.includes(word) || saidBy.get(id)?.includes(at) === true);
  });
}

/** Distinct words in lower case; a quoted phrase counts as one word. */
export function wordsOf(text: string): readonly string[] {
  const found = text.toLowerCase().match(/"[^"]*"|[^\s"]+/g) ?? [];
  return [...new Set(found.map((word) => word.replaceAll('"', "").trim()).filter((word) => word !== ""))];
}

/** The number of files in one request to a worker. */
const atOnce = 64;
/** The number of concurrent requests. */
const together = 4;

/** Caches which recordings contain the last searched words; only files that changed are searched again. */
export class Said {
  #words = "";
  #files = new Map<string, readonly (readonly number[])[]>();

  /** This file (URI) may have changed. */
  forget(uri: string): void {
    this.#files.delete(uri);
  }

  /** By recording, which words occur in it. Ends early, with less, if `isCancelled`. */
  async of(workspace: Workspace, text: string, isCancelled: () => boolean): Promise<ReadonlyMap<RecordingId, readonly number[]>> {
    const words = wordsOf(text);
    if (words.length === 0) return new Map();
    const key = JSON.stringify(words);
    if (key !== this.#words) this.#files = new Map();
    this.#words = key;
    const files = this.#files;
    const missing = workspace.index.uris().filter((uri) => !files.has(uri));
    for (let from = 0; from < missing.length && !isCancelled(); from += atOnce * together) {
      const batches = Array.from({ length: together }, (_, at) => missing.slice(from + at * atOnce, from + (at + 1) * atOnce));
      await Promise.all(
        batches.map(async (uris) => {
          const found = uris.length === 0 ? [] : await workspace.wordsIn(uris, words);
          for (const [at, uri] of uris.entries()) files.set(uri, found[at] ?? []);
        }),
      );
    }
    const said = new Map<RecordingId, readonly number[]>();
    for (const [uri, found] of files) for (const [at, id] of workspace.index.idsIn(uri).entries()) said.set(id, found[at] ?? []);
    return said;
  }
}
