/** How the recordings of tests lie in the workspace: counted from their names alone, and anew when they change. */
import { parseNodeId } from "../pytest/nodeId";
import { hashOfName } from "../formats/ogx/names";
import { isShared, recordingsBeside } from "../rules/misplaced";
import type { Layout } from "../rules/workspaceRule";
import type { RecordingIndex } from "./store/recordingIndex";
import { baseName, isWithin, parentOf, slashPath } from "./uris";

interface Counts {
  /** Recordings beside their test, by their folder. */
  readonly beside: ReadonlyMap<string, number>;
  /** The others, by their folder. */
  readonly away: ReadonlyMap<string, number>;
  readonly names: ReadonlyMap<string, { readonly hashed: number; readonly others: number }>;
}

export class Placement {
  readonly #index: RecordingIndex;
  readonly #layouts = new Map<string, Layout>();
  #counts: Counts | undefined;

  constructor(index: RecordingIndex) {
    this.#index = index;
    index.onChange(() => {
      this.#counts = undefined;
      this.#layouts.clear();
    });
  }

  /** How many recordings of a folder have a hash in their name, and how many have not. */
  namesIn(folder: string): { readonly hashed: number; readonly others: number } {
    return this.#all().names.get(folder) ?? { hashed: 0, others: 0 };
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
    return (this.#counts ??= count(this.#index));
  }
}

function count(index: RecordingIndex): Counts {
  const beside = new Map<string, number>();
  const away = new Map<string, number>();
  const names = new Map<string, { hashed: number; others: number }>();
  const homes = new Map<string, string | undefined>();
  for (const { uri, testId } of index.allStored()) {
    const folder = parentOf(uri);
    const ofFolder = names.get(folder) ?? { hashed: 0, others: 0 };
    names.set(folder, ofFolder);
    if (hashOfName(baseName(uri)) === undefined) ofFolder.others++;
    else ofFolder.hashed++;
    const home = testId === undefined ? undefined : homeOf(testId, homes);
    if (home === undefined) continue;
    if (slashPath(folder).endsWith(`/${home}`)) beside.set(folder, (beside.get(folder) ?? 0) + 1);
    else if (!isShared(folder)) away.set(folder, (away.get(folder) ?? 0) + 1);
  }
  return { beside, away, names };
}

/** Tests have many recordings, so each is taken apart once. */
function homeOf(testId: string, known: Map<string, string | undefined>): string | undefined {
  if (known.has(testId)) return known.get(testId);
  const path = parseNodeId(testId)?.path;
  const home = path === undefined ? undefined : recordingsBeside(path);
  known.set(testId, home);
  return home;
}
