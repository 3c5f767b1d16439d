/** The baselines of the workspace's folders: read when the folders are known, and again when their files may have changed. */
import { posix, resolve } from "node:path";
import type { Range } from "vscode-languageserver-types";
import { readBytes } from "../../disk/read";
import { utf8Of } from "../../disk/utf8";
import { logFailure } from "../../log";
import { recordingUnreadable } from "../../rules/unreadable";
import type { Documents } from "../documents";
import type { Folders } from "../folders";
import { positionsIn } from "../positions";
import { shortDigest } from "../sha256";
import type { LocatedFinding, RecordingSummary } from "../store/summary";
import { isWithin, parentOf, pathOfUri, slashPath, uriOfPath } from "../uris";
import { follows, readBaseline, type BaselineEntry } from "./baselineFile";

/** A baseline as last read. */
export interface Baseline {
  /** URI of its file. */
  readonly uri: string;
  /** undefined if the file does not exist. */
  readonly text: string | undefined;
  readonly entries: readonly BaselineEntry[];
  /** Why it cannot be used, and where; undefined if it can. */
  readonly problem: { readonly message: string; readonly range: Range } | undefined;
}

interface Known extends Baseline {
  /** The muted findings, by file. */
  readonly muted: ReadonlyMap<string, ReadonlySet<string>>;
}

type Listener = (uris: readonly string[]) => void;

/** The part of a recording that identifies its findings. */
type Told = Pick<RecordingSummary, "uri" | "identity">;

export class Baselines {
  readonly #documents: Pick<Documents, "getOpen">;
  readonly #listeners = new Set<Listener>();
  #folders: Folders | undefined;
  /** By URI of the baseline. */
  #known = new Map<string, Known>();
  #reading: Promise<void> = Promise.resolve();

  constructor(documents: Pick<Documents, "getOpen">) {
    this.#documents = documents;
  }

  /** Uses the baselines of these folders from now on, once they are read. */
  follow(folders: Folders): void {
    this.#folders = folders;
    this.#read();
  }

  /** These files or folders (URIs) may have changed. */
  changed(uris: readonly string[]): void {
    if (this.#uris().some((each) => uris.some((uri) => uri === each || isWithin(each, uri)))) this.#read();
  }

  /** Resolves when the present state on disk is known. Never rejects. */
  async refresh(): Promise<void> {
    this.#read();
    await this.#reading;
  }

  /** Resolves when the folders' baselines are read. Never rejects. */
  ready(): Promise<void> {
    return this.#reading;
  }

  /** The listener gets the URIs of baselines that changed. */
  onChange(listener: Listener): void {
    this.#listeners.add(listener);
  }

  /** The baselines that folders name. */
  get all(): readonly Baseline[] {
    return [...this.#known.values()];
  }

  /** The baseline with this URI. */
  at(uri: string): Baseline | undefined {
    return this.#known.get(uri);
  }

  /** The baseline for findings in a file (URI); undefined if the settings name none. */
  for(uri: string): Baseline | undefined {
    return this.#for(uri);
  }

  isMuted(recording: Told, finding: LocatedFinding): boolean {
    const baseline = this.#for(recording.uri);
    if (baseline === undefined || baseline.muted.size === 0) return false;
    const ofFile = baseline.muted.get(nameIn(baseline.uri, recording.uri));
    return ofFile !== undefined && ofFile.has(keyOf({ code: finding.code, fingerprint: fingerprintOf(recording, finding) }));
  }

  #for(uri: string): Known | undefined {
    const file = this.#folders && baselineOf(this.#folders, uri);
    return file === undefined ? undefined : this.#known.get(file);
  }

  #uris(): readonly string[] {
    const folders = this.#folders;
    if (folders === undefined) return [];
    return [...new Set(folders.all.flatMap(({ uri }) => baselineOf(folders, uri) ?? []))];
  }

  #read(): void {
    this.#reading = this.#reading
      .then(() => this.#readAll())
      .catch((error: unknown) => logFailure("Reading the baselines", error));
  }

  async #readAll(): Promise<void> {
    const before = this.#known;
    const all = await Promise.all(this.#uris().map((uri) => this.#readOne(uri, before.get(uri))));
    this.#known = new Map(all.map((each) => [each.uri, each]));
    const uris = [...new Set([...before.keys(), ...this.#known.keys()])];
    const changed = uris.filter((uri) => before.get(uri)?.text !== this.#known.get(uri)?.text);
    if (changed.length > 0) for (const listener of this.#listeners) listener(changed);
  }

  /** Reads the text in the editor, or else on disk. */
  async #readOne(uri: string, before: Known | undefined): Promise<Known> {
    const open = this.#documents.getOpen(uri)?.getText();
    const read = open === undefined ? await readBytes(pathOfUri(uri), { roots: undefined }) : undefined;
    if (read?.kind === "unreadable") {
      const message = `The baseline cannot be read (${read.reason}), ${follows}.`;
      return knownOf(uri, "", { kind: "broken", message, range: { start: 0, end: 0 } });
    }
    const text = open ?? (read?.kind === "read" ? withoutMark(utf8Of(read.content)) : undefined);
    if (before !== undefined && before.text === text) return before;
    return knownOf(uri, text, text === undefined ? { kind: "read", entries: [] } : readBaseline(text));
  }
}

function knownOf(uri: string, text: string | undefined, read: ReturnType<typeof readBaseline>): Known {
  if (read.kind === "broken") {
    const document = positionsIn(uri, text ?? "");
    const range = { start: document.positionAt(read.range.start), end: document.positionAt(read.range.end) };
    return { uri, text, entries: [], problem: { message: read.message, range }, muted: new Map() };
  }
  const muted = new Map<string, Set<string>>();
  for (const entry of read.entries) {
    const ofFile = muted.get(entry.file);
    if (ofFile) ofFile.add(keyOf(entry));
    else muted.set(entry.file, new Set([keyOf(entry)]));
  }
  return { uri, text, entries: read.entries, problem: undefined, muted };
}

const withoutMark = (text: string): string => (text.startsWith("\uFEFF") ? text.slice(1) : text);

/** Identifies an entry among those of its file. */
export const keyOf = ({ code, fingerprint }: Pick<BaselineEntry, "code" | "fingerprint">): string => `${code} ${fingerprint}`;

/** The URI of the baseline for a folder or what is in it; undefined if the settings name none. */
function baselineOf(folders: Folders, uri: string): string | undefined {
  const { baseline } = folders.settingsFor(uri);
  const folder = folders.folderOf(uri);
  if (baseline === "" || folder === undefined) return undefined;
  return uriOfPath(resolve(pathOfUri(folder), baseline));
}

/** A file (URI) relative to a baseline (URI). */
export function nameIn(baseline: string, uri: string): string {
  const [folder, path] = [slashPath(parentOf(baseline)), slashPath(uri)];
  return path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : posix.relative(folder, path);
}

/** The fingerprint of a finding in a baseline: stays the same as long as it is about the same thing, wherever that is in the file. */
export function fingerprintOf({ identity }: Pick<Told, "identity">, { about = "", isOnFile = false }: LocatedFinding): string {
  return shortDigest(JSON.stringify([isOnFile ? "" : identity, about]));
}

/** A file that cannot be read has no finding that anybody could have accepted. */
export const canBeMuted = ({ code }: Pick<LocatedFinding, "code">): boolean => code !== recordingUnreadable.code;

/** The entry that mutes a finding. */
export function entryOf(baseline: string, recording: Told, finding: LocatedFinding): BaselineEntry {
  return {
    file: nameIn(baseline, recording.uri),
    code: finding.code,
    fingerprint: fingerprintOf(recording, finding),
  };
}
