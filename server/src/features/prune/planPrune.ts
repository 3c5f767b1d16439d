/** Plans which recordings to remove because no test is served them, how their files change, and what is kept nevertheless. Writes nothing. */
import { setImmediate as pause } from "node:timers/promises";
import type { TextDocument } from "vscode-languageserver-textdocument";
import type { RecordingSummary } from "../../index/store/summary";
import { uriOfPath } from "../../index/uris";
import type { RecordingDocument } from "../../recording/recordingDocument";
import type { RecordingId } from "../../recordingId";
import { without } from "../../rerecord/splice";
import type { EarlierTests } from "../causes/earlierTests";
import type { WrittenFile } from "../causes/plan";
import type { Services } from "../services";
import type { CoveredRecordings } from "./covered";
import type { KeptKind, PruneKind } from "./reasons";
import { unservedBy } from "./unserved";

/** A recording in the plan. */
export interface PlannedRecording {
  readonly id: RecordingId;
  readonly uri: string;
  /** Its index in the file. */
  readonly number: number;
  readonly testId: string | undefined;
  readonly preview: string;
}

export interface PrunedRecording extends PlannedRecording {
  readonly why: PruneKind;
  /** The size of this recording in the file. */
  readonly bytes: number;
  /** No recording is left in its file, so the file is deleted. */
  readonly removesFile: boolean;
}

export interface KeptRecording extends PlannedRecording {
  readonly why: KeptKind;
  /** What prevents it, or code that may open it, in a sentence. */
  readonly reason?: string;
}

/** A file without some of its recordings; it is deleted if none is left. */
export type PrunedFile = WrittenFile;

export interface PrunePlan {
  readonly pruned: readonly PrunedRecording[];
  readonly kept: readonly KeptRecording[];
  /** Recordings that `fix` repairs. */
  readonly fixable: readonly PlannedRecording[];
}

export interface PruneOptions {
  /** Files (URIs) that may be changed. */
  readonly uris: readonly string[];
  /** Whether to remove a recording (index in its file). */
  readonly isAsked: (uri: string, number: number) => boolean;
  readonly earlier: EarlierTests;
  /** undefined if there was no run. */
  readonly covered: CoveredRecordings | undefined;
  /** Why a file cannot be written, in a sentence; undefined if it can. */
  readonly whyNot: (file: PrunedFile) => Promise<string | undefined>;
  /** A file's (URI) name for the user. */
  readonly nameOf: (uri: string) => string;
  /** The size of the file on disk. */
  readonly bytesOf: (uri: string) => number;
  readonly isCancelled?: () => boolean;
}

/** The workspace must be completely read. */
export async function planPrune(services: Services, options: PruneOptions): Promise<PrunePlan> {
  const plan: PrunePlan[] = [];
  for (const uri of options.uris) {
    if (options.isCancelled?.() === true) break;
    const document = await services.workspace.documents.get(uri);
    if (document) plan.push(await planFile(services, document, options));
    await pause();
  }
  return {
    pruned: plan.flatMap(({ pruned }) => pruned),
    kept: plan.flatMap(({ kept }) => kept),
    fixable: plan.flatMap(({ fixable }) => fixable),
  };
}

async function planFile(services: Services, document: TextDocument, options: PruneOptions): Promise<PrunePlan> {
  const wanted: (PlannedRecording & { readonly why: PruneKind })[] = [];
  const kept: KeptRecording[] = [];
  const fixable: PlannedRecording[] = [];
  for (const [number, summary] of services.workspace.documents.summaries(document).entries()) {
    if (!options.isAsked(summary.uri, number)) continue;
    const judged = await judge(services, document, summary, number, options);
    const planned = plannedOf(summary, number);
    if (judged?.kind === "fixable") fixable.push(planned);
    else if (judged?.kind === "kept") kept.push({ ...planned, ...judgedKept(judged) });
    else if (judged) wanted.push({ ...planned, why: judged.why });
  }
  const left = await leftOf(document, { fixable, kept }, options);
  if (wanted.length === 0) return { pruned: [], ...left };
  const read = services.workspace.documents.unmasked(document);
  const file = fileWithout(document.uri, document.getText(), read, new Set(wanted.map(({ number }) => number)));
  const reason = typeof file === "string" ? file : await options.whyNot(file);
  if (typeof file === "string" || reason !== undefined) {
    const why = reason === undefined ? {} : { reason };
    const inTheWay = wanted.map((each) => ({ ...each, why: "in-the-way" as const, ...why }));
    return { pruned: [], ...left, kept: [...left.kept, ...inTheWay] };
  }
  const share = file.after === undefined ? 1 : 1 - file.after.length / file.before.length;
  const bytes = (options.bytesOf(document.uri) * share) / wanted.length;
  return { pruned: wanted.map((each) => ({ ...each, bytes, removesFile: file.after === undefined })), ...left };
}

/** What cannot be written cannot be fixed. */
async function leftOf(
  document: TextDocument,
  { fixable, kept }: Pick<PrunePlan, "fixable" | "kept">,
  { whyNot }: PruneOptions,
): Promise<Pick<PrunePlan, "fixable" | "kept">> {
  if (fixable.length === 0) return { fixable, kept };
  const before = document.getText();
  const reason = await whyNot({ uri: document.uri, before, after: before });
  if (reason === undefined) return { fixable, kept };
  return { fixable: [], kept: [...kept, ...fixable.map((each) => ({ ...each, why: "unwritable" as const, reason }))] };
}

const plannedOf = ({ id, uri, testId, preview }: RecordingSummary, number: number): PlannedRecording => ({
  ...{ id, uri, number, testId, preview },
});

const judgedKept = ({ why, reason }: KeptJudgement) => ({ why, ...(reason === undefined ? {} : { reason }) });

interface KeptJudgement extends Pick<KeptRecording, "why" | "reason"> {
  readonly kind: "kept";
}

type Judgement = { readonly kind: "pruned"; readonly why: PruneKind } | KeptJudgement | { readonly kind: "fixable" } | undefined;

/** What recordings, sources and runs tell; undefined if there is nothing to report. */
async function judge(
  services: Services,
  document: TextDocument,
  summary: RecordingSummary,
  number: number,
  { earlier, covered, nameOf }: PruneOptions,
): Promise<Judgement> {
  const verdict = await unservedBy({ services, document, summary }, earlier);
  if (verdict.kind === "fixable" || summary.broken) return verdict.kind === "fixable" ? verdict : undefined;
  const told = covered?.of(summary, number);
  if (verdict.kind === "unserved")
    return told?.kind === "opened" ? { kind: "kept", why: "opened" } : { ...verdict, kind: "pruned" };
  if (told?.kind === "unopened") return { kind: "pruned", why: told.why };
  if (told?.kind === "opened") return undefined;
  if (verdict.kind === "kept") return verdict;
  if (told !== undefined && told.why !== "of-no-test") return { kind: "kept", why: told.why };
  return doubtOf(services, summary, nameOf) ?? (told && { kind: "kept", why: told.why });
}

/** For a recording about which nothing is known: whether pytest could tell more, or code may open it. */
function doubtOf({ workspace }: Services, { uri, testId }: RecordingSummary, nameOf: PruneOptions["nameOf"]): Judgement {
  const { sources, cassettes } = workspace.findings;
  if (sources.isInDoubt(uri, testId)) return { kind: "kept", why: "uncollected" };
  const link = cassettes.of(uri);
  if (link.kind !== "unknown" || !workspace.index.namedByPath.has(uri)) return undefined;
  if (link.doubt?.kind === "made") return { kind: "kept", why: "made-tests" };
  if (link.doubt?.kind === "opened") {
    const place = `${nameOf(uriOfPath(link.doubt.file))}:${cassettes.lineOf(link.doubt)}`;
    return { kind: "kept", why: "opened-by-code", reason: `See ${place}.` };
  }
  return cassettes.hasUnreadModules() ? { kind: "kept", why: "unlinked" } : undefined;
}

/** The file without these recordings (indices), or a sentence that says why they cannot be removed; `read` is the parsed text. */
export function fileWithout(
  uri: string,
  before: string,
  read: RecordingDocument,
  numbers: ReadonlySet<number>,
): PrunedFile | string {
  if (read.recordings.every(({ index }) => numbers.has(index))) return { uri, before, after: undefined };
  const spliced = without(read, numbers);
  return "whole" in spliced ? spliced.whole : { uri, before, after: spliced.text };
}

/** The files without the chosen recordings; a sentence for each if that is not possible. */
export async function filesWithout(
  services: Services,
  chosen: readonly PrunedRecording[],
): Promise<{ readonly files: readonly PrunedFile[]; readonly problems: readonly string[] }> {
  const numbers = new Map<string, Set<number>>();
  for (const { uri, number } of chosen) numbers.set(uri, (numbers.get(uri) ?? new Set()).add(number));
  const files: PrunedFile[] = [];
  const problems: string[] = [];
  for (const [uri, each] of numbers) {
    const { documents } = services.workspace;
    const document = await documents.get(uri);
    const file = document ? fileWithout(uri, document.getText(), documents.unmasked(document), each) : "It no longer exists.";
    if (typeof file === "string") problems.push(`${uri}: ${file}`);
    else files.push(file);
  }
  return { files, problems };
}
