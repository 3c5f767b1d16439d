/** What is added to baselines and removed from them: planned here, written by whoever asked. */
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

/** What is looked at. */
export interface BaselineScope {
  readonly recordings: readonly RecordingSummary[];
  /** Files (URIs) of which all recordings are among them. */
  readonly files: ReadonlySet<string>;
  /** They are all that there are, so that entries of other files are of files that are gone. */
  readonly isAll: boolean;
}

export interface BaselineChange {
  readonly baseline: Baseline;
  readonly added: readonly BaselineEntry[];
  readonly removed: readonly BaselineEntry[];
  /** How many there are afterwards, and the text with them. */
  readonly entries: number;
  readonly text: string;
}

export interface Wanted {
  /** Which of the findings that are shown are added. */
  readonly isAdded: (recording: RecordingSummary, finding: LocatedFinding) => boolean;
  /** Whether entries that no longer occur are removed. */
  readonly removes: boolean;
}

/** For each baseline of the workspace that can be read. */
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

/** The entries of a baseline of which nothing is found any more. */
export function staleEntries(
  services: Pick<Services, "workspace">,
  scope: BaselineScope,
  baseline: Baseline,
): readonly BaselineEntry[] {
  return baseline.entries.length === 0 ? [] : baseline.entries.filter(occurringIn(services, scope, baseline).isStale);
}

/** Found by replays and by pytest's collection, which not every run of ours knows of: such an entry goes with its file. */
const foundInSession: ReadonlySet<string> = new Set(["cassette.drift", "cassette.unplayed", "recording.test-gone"]);

/** What is found of the recordings of a baseline, whatever the settings turn off. */
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

/** How many there are by code, the most frequent first. */
export function byCode(entries: readonly BaselineEntry[]): readonly { readonly code: string; readonly count: number }[] {
  const counts = new Map<string, number>();
  for (const { code } of entries) counts.set(code, (counts.get(code) ?? 0) + 1);
  return [...counts].map(([code, count]) => ({ code, count })).sort((a, b) => b.count - a.count);
}

/** For a client, which writes it. Waits until every recording is read. */
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
