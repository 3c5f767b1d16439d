/** Computes what is added to baselines and removed from them; the caller writes the files. */
import { canBeMuted, entryOf, fingerprintOf, keyOf, nameIn, type Baseline } from "../index/baseline/baselines";
import { baselineText, type BaselineEntry } from "../index/baseline/baselineFile";
import type { LocatedFinding, RecordingSummary } from "../index/store/summary";
import { baseName } from "../index/uris";
import type { BaselinePlan, Requests } from "../protocol";
import { recordingUnreadable } from "../rules/unreadable";
import { currentSummaries, findingsOf, told } from "./diagnostics";
import { targets, whenRead } from "./fixPlans";
import type { Services } from "./services";
import type { CancellationToken } from "vscode-languageserver/node";

/** The recordings in question. */
export interface BaselineScope {
  readonly recordings: readonly RecordingSummary[];
  /** Files (URIs) all of whose recordings are included. */
  readonly files: ReadonlySet<string>;
  /** All recordings are included, so entries of other files belong to removed files. */
  readonly isAll: boolean;
}

export interface BaselineChange {
  readonly baseline: Baseline;
  readonly added: readonly BaselineEntry[];
  readonly removed: readonly BaselineEntry[];
  /** The number of entries afterwards, and the text with them. */
  readonly entries: number;
  readonly text: string;
}

export interface Wanted {
  /** Which of the shown findings to add. */
  readonly isAdded: (recording: RecordingSummary, finding: LocatedFinding) => boolean;
  /** Whether to remove entries that no longer match a finding. */
  readonly removes: boolean;
}

/** For each readable baseline of the workspace. */
export function baselineChanges(
  services: Pick<Services, "workspace">,
  scope: BaselineScope,
  { isAdded, removes }: Wanted,
): readonly BaselineChange[] {
  const { baselines } = services.workspace;
  return baselines.all.flatMap((baseline) => {
    if (baseline.problem) return [];
    const found = occurringIn(services, scope, baseline);
    const removed = removes ? baseline.entries.filter(found.isStale) : [];
    const stale = new Set(removed);
    const all = new Map(baseline.entries.flatMap((each) => (stale.has(each) ? [] : [[lineOf(each), each] as const])));
    const added = new Map<string, BaselineEntry>();
    for (const { recording, shown } of found.told) {
      for (const finding of shown) {
        if (!canBeMuted(finding) || !isAdded(recording, finding)) continue;
        const entry = entryOf(baseline.uri, recording, finding);
        if (!all.has(lineOf(entry))) added.set(lineOf(entry), entry);
      }
    }
    const entries = [...all.values(), ...added.values()];
    return [{ baseline, added: [...added.values()], removed, entries: entries.length, text: baselineText(entries) }];
  });
}

/** The entries of a baseline that no longer match a finding. */
export function staleEntries(
  services: Pick<Services, "workspace">,
  scope: BaselineScope,
  baseline: Baseline,
): readonly BaselineEntry[] {
  return baseline.entries.length === 0 ? [] : baseline.entries.filter(occurringIn(services, scope, baseline).isStale);
}

/** Found by replays and pytest's collection, which not every process has run: such an entry is only removed with its file. */
const foundInSession: ReadonlySet<string> = new Set(["cassette.drift", "cassette.unplayed", "recording.test-gone"]);

/** The findings of a baseline's recordings, whatever the settings turn off. */
function occurringIn(services: Pick<Services, "workspace">, { recordings, files, isAll }: BaselineScope, { uri }: Baseline) {
  const { baselines, index } = services.workspace;
  const own = recordings.filter((each) => baselines.for(each.uri)?.uri === uri);
  const occurring = new Set<string>();
  const unread = new Set<string>();
  const all = own.map((recording) => {
    const findings = findingsOf(services, recording);
    for (const finding of findings) {
      if (finding.code === recordingUnreadable.code) unread.add(nameIn(uri, recording.uri));
      occurring.add(lineOf(entryOf(uri, recording, finding)));
    }
    return { recording, shown: told(services, recording, findings).shown };
  });
  const looked = new Set([...files].map((each) => nameIn(uri, each)));
  const known = isAll ? new Set(index.uris().map((each) => nameIn(uri, each))) : looked;
  const isStale = (entry: BaselineEntry): boolean => {
    if (!known.has(entry.file)) return isAll;
    if (!looked.has(entry.file) || unread.has(entry.file) || foundInSession.has(entry.code)) return false;
    return !occurring.has(lineOf(entry));
  };
  return { told: all, isStale };
}

const lineOf = (entry: BaselineEntry): string => `${entry.file}\n${keyOf(entry)}`;

/** Counts entries by rule, the most frequent first. */
export function byCode(entries: readonly BaselineEntry[]): readonly { readonly code: string; readonly count: number }[] {
  const counts = new Map<string, number>();
  for (const { code } of entries) counts.set(code, (counts.get(code) ?? 0) + 1);
  return [...counts].map(([code, count]) => ({ code, count })).sort((a, b) => b.count - a.count);
}

/** For a client, which writes the files. Waits until every recording is read. */
export async function baselinePlan(
  services: Services,
  { uris, codes, fingerprint }: Requests["tapedeck/baselinePlan"]["params"],
  token: CancellationToken,
): Promise<BaselinePlan> {
  const { baselines } = services.workspace;
  await whenRead(services, token);
  await baselines.ready();
  const files = targets(services, uris);
  const scope = {
    recordings: files.flatMap((uri) => currentSummaries(services, uri)),
    files: new Set(files),
    isAll: uris === undefined,
  };
  const isAdded = (recording: RecordingSummary, finding: LocatedFinding) =>
    codes?.includes(finding.code) !== false && (fingerprint === undefined || fingerprintOf(recording, finding) === fingerprint);
  const changes = baselineChanges(services, scope, { isAdded, removes: uris === undefined && codes === undefined });
  const broken = baselines.all.find(({ problem }) => problem !== undefined);
  return {
    problem: broken?.problem ? `${baseName(broken.uri)}: ${broken.problem.message}` : null,
    files: baselines.all.flatMap(({ uri, text }) => (text === undefined ? [] : [uri])),
    changes: changes.map(({ baseline, added, removed, entries, text }) => ({
      ...{ uri: baseline.uri, text, added: byCode(added), removed: removed.length, entries },
    })),
  };
}
