/** Where the recordings of tests are in the workspace: counted from their names, and again after changes. */
import { parseNodeId } from "../pytest/nodeId";
import type { Formats } from "../formats/formats";
import { isCommon } from "../recording/lookup";
import type { Layout } from "../rules/workspaceRule";
import { fileOf } from "../recordingId";
import type { RecordingIndex } from "./store/recordingIndex";
import { baseName, isWithin, parentOf, slashPath } from "./uris";

interface Counts {
  /** Numbers of recordings next to their test, by folder. */
  readonly beside: ReadonlyMap<string, number>;
  /** Numbers of all others, by folder. */
  readonly away: ReadonlyMap<string, number>;
  /** Folders that contain a recording known to be named by the hash of its request. */
  readonly named: ReadonlySet<string>;
  readonly names: ReadonlyMap<string, { readonly hashed: number; readonly others: number }>;
}

export class Placement {
  readonly #index: RecordingIndex;
  readonly #formats: Formats;
  readonly #layouts = new Map<string, Layout>();
  #counts: Counts | undefined;

  constructor(index: RecordingIndex, formats: Formats) {
    this.#index = index;
    this.#formats = formats;
    index.onChange(() => {
      this.#counts = undefined;
      this.#layouts.clear();
    });
  }

  /** How many recordings in a folder have a hash in their name, and how many do not. */
  namesIn(folder: string): { readonly hashed: number; readonly others: number } {
    return this.#all().names.get(folder) ?? { hashed: 0, others: 0 };
  }

  hasNamed(folder: string): boolean {
    return this.#all().named.has(folder);
  }

  layout(root: string): Layout {
    const known = this.#layouts.get(root);
    if (known) return known;
    const { beside, away } = this.#all();
    const within = ([folder]: readonly [string, number]) => isWithin(folder, root);
    const layout: Layout = {
      beside: new Map([...beside].filter(within)),
      away: [...away].filter(within).reduce((sum, [, count]) => sum + count, 0),
    };
    this.#layouts.set(root, layout);
    return layout;
  }

  #all(): Counts {
    return (this.#counts ??= count(this.#index, this.#formats));
  }
}

function count(index: RecordingIndex, formats: Formats): Counts {
  const beside = new Map<string, number>();
  const away = new Map<string, number>();
  const names = new Map<string, { hashed: number; others: number }>();
  const named = new Set<string>();
  const modules = new Map<string, string | undefined>();
  for (const { id, testId, evidence } of index.allStored()) {
    const uri = fileOf(id);
    const folder = parentOf(uri);
    const { naming, lookup } = formats.ofName(baseName(uri));
    if (evidence !== undefined) named.add(folder);
    if (naming) {
      const ofFolder = names.get(folder) ?? { hashed: 0, others: 0 };
      names.set(folder, ofFolder);
      if (naming.partsOfName(baseName(uri)) === undefined) ofFolder.others++;
      else ofFolder.hashed++;
    }
    const module = testId === undefined ? undefined : moduleOf(testId, modules);
    if (lookup === undefined || module === undefined) continue;
    if (slashPath(folder).endsWith(`/${lookup.besideModule(module)}`)) beside.set(folder, (beside.get(folder) ?? 0) + 1);
    else if (!isCommon(lookup, folder)) away.set(folder, (away.get(folder) ?? 0) + 1);
  }
  return { beside, away, named, names };
}

/** Cached, because a test has many recordings. */
function moduleOf(testId: string, known: Map<string, string | undefined>): string | undefined {
  if (!known.has(testId)) known.set(testId, parseNodeId(testId)?.path);
  return known.get(testId);
}
