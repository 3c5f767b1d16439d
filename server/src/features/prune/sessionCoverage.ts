/** Which recordings were opened by runs with coverage in this session, or in coverage loaded from a file. */
import { counted } from "../../counted";
import { realpathSync } from "node:fs";
import type { RecordingSummary } from "../../index/store/summary";
import { baseName, normalizeUri, pathOfUri } from "../../index/uris";
import type { Workspace } from "../../index/workspace";
import type { Requests } from "../../protocol";
import { joinedCoverage, type Coverage, type CoverageRun } from "../../pytest/coverage/coverage";
import type { Services } from "../services";
import { baseOf } from "./coverageBase";
import { readCoverageFile, whyNoCoverage } from "./coverageFile";
import { CoveredRecordings } from "./covered";

interface Known {
  /** By URIs of files. */
  readonly coverage: Coverage;
  readonly covered: CoveredRecordings;
}

const known = new WeakMap<Workspace, Known>();

/** undefined if there was no run. A new object after each run. */
export const coverageOf = (workspace: Workspace): Coverage | undefined => known.get(workspace)?.coverage;

/** What it tells about recordings. */
export const coveredOf = (workspace: Workspace): CoveredRecordings | undefined => known.get(workspace)?.covered;

/** "never opened in 2 runs", for a recording that is certainly unused. */
export function unopenedIn(workspace: Workspace, summary: RecordingSummary, number: number): string | undefined {
  const told = coveredOf(workspace)?.of(summary, number);
  if (told?.kind !== "unopened") return undefined;
  const runs = coverageOf(workspace)?.runs.length ?? 0;
  return `${told.why.replace("-", " ")} in ${counted(runs, "run")}`;
}

/** How many of the recordings are certainly unused. */
export function unopenedAmong(workspace: Workspace, recordings: readonly RecordingSummary[]): number {
  const covered = coveredOf(workspace);
  if (covered === undefined) return 0;
  const uris = new Set(recordings.map(({ uri }) => uri));
  const numbers = new Map([...uris].flatMap((uri) => workspace.index.idsIn(uri).map((id, number) => [id, number] as const)));
  return recordings.filter((each) => covered.of(each, numbers.get(each.id) ?? 0).kind === "unopened").length;
}

/** Adds the files opened by a run. */
export function takeCoverage(
  { workspace }: Services,
  { run, files }: Requests["tapedeck/covered"]["params"],
): Requests["tapedeck/covered"]["result"] {
  const opened = new Map(files.map((each) => [each.file, each]));
  const all = workspace.index.uris().map((uri) => {
    const found = opened.get(realPath(pathOfUri(uri)));
    return found ? { ...found, file: uri } : { file: uri, runs: [], tests: [], untold: false };
  });
  return add(workspace, { version: 1, runs: [run], files: all });
}

/** Adds the output of `tapedeck coverage`, from here or elsewhere. Waits for the first scan. */
export async function loadCoverage(
  { workspace }: Services,
  { uri }: Requests["tapedeck/loadCoverage"]["params"],
): Promise<Requests["tapedeck/loadCoverage"]["result"]> {
  await workspace.whenIndexed();
  const name = baseName(uri);
  const read = await readCoverageFile(pathOfUri(normalizeUri(uri)));
  if (typeof read === "string") return { kind: "refused", reason: whyNoCoverage(name, read) };
  if (coverageOf(workspace)?.runs.some((run) => read.runs.some((each) => isSame(run, each))) === true)
    return { kind: "refused", reason: `${name} is already loaded.` };
  const base = baseOf(workspace, normalizeUri(uri), read);
  if (base === undefined)
    return { kind: "refused", reason: `None of the files that ${name} lists are recordings of this workspace.` };
  const files = read.files.map((each) => ({ ...each, file: base(each.file) }));
  return { kind: "loaded", ...add(workspace, { ...read, files }) };
}

export function clearCoverage({ workspace }: Services): Requests["tapedeck/clearCoverage"]["result"] {
  known.delete(workspace);
  tell(workspace);
  return {};
}

function add(workspace: Workspace, more: Coverage): Requests["tapedeck/covered"]["result"] {
  const before = coverageOf(workspace);
  const coverage = joinedCoverage([...(before ? [before] : []), more]);
  known.set(workspace, { coverage, covered: new CoveredRecordings(coverage, workspace, (file) => file) });
  tell(workspace);
  const count = coverage.files.filter(({ runs }) => runs.length > 0).length;
  return { opened: count, files: coverage.files.length, runs: coverage.runs.length };
}

/** Updates lenses and views, which show the coverage. */
function tell({ index }: Workspace): void {
  index.link(new Map(), new Set(index.uris()));
}

const isSame = (one: CoverageRun, other: CoverageRun): boolean =>
  one.began === other.began && one.ended === other.ended && one.command.join("\n") === other.command.join("\n");

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path; // It no longer exists.
  }
}
