/** Checks recordings within their whole workspace, because some rules compare a recording with others. */
import { basename, dirname, relative, sep } from "node:path";
import { TextDocument } from "vscode-languageserver-textdocument";
import type { Range } from "vscode-languageserver-types";
import { Roots } from "../../disk/roots";
import { staleEntries } from "../../features/baseline";
import { findingsOf as allFindings, told } from "../../features/diagnostics";
import { Folders } from "../../index/folders";
import { readTextSync } from "../../index/scan/readText";
import { defaultSettings } from "../../index/settings";
import { relatedPlaces, type LocatedFinding, type RecordingSummary } from "../../index/store/summary";
import { pathOfUri, slashPath, uriOfPath } from "../../index/uris";
import type { Workspace } from "../../index/workspace";
import type { Settings } from "../../protocol";
import { pointerOf } from "../../recording/document";
import { readDocument } from "../../formats/readDocument";
import { recordingAt } from "../../recording/recordingDocument";
import { maskPointer } from "../../rules/secrets/mask";
import { baselinePath, complainOfBaselines, scopeOf, type BaselineOption } from "../baseline/given";
import type { Found } from "../files";
import { formatsInUse } from "../formats";
import { complainOfNumber } from "../read";
import { complainOfOthers, isReadable } from "../unread";
import { grouped } from "../../grouped";
import { scanned } from "../scanned";
import { summarizeFindings, type Checked, type CheckedFinding } from "./checked";

/** How a check is made. */
export interface CheckOptions {
  readonly rule?: Settings["rules"];
  readonly baseline?: BaselineOption;
  /** See `scanned`. */
  readonly cache: boolean;
  /** Skip files that are not recordings without complaining. */
  readonly allowEmpty?: boolean;
}

/** `isAll`: no paths were given, so `found` holds all recordings of the current folder. Rejects if the disk cannot be searched. */
export function checkRecordings(found: readonly Found[], isAll: boolean, options: CheckOptions): Promise<Checked> {
  const { rule = {}, baseline, cache, allowEmpty } = options;
  const settings = { rules: rule, baseline: baselinePath(baseline) };
  return scanned(workspaceAround(found, settings), cache, async (workspace) => {
    await workspace.readAlso(found.map(({ path }) => uriOfPath(path)));
    complainOfBaselines(workspace);
    const isOther = (each: Found) => workspace.index.inFile(uriOfPath(each.path)).length === 0 && isReadable(each);
    const asked = allowEmpty === true ? found.filter((each) => !isOther(each)) : found;
    const ofEach = asked.map((each) => findingsOf(workspace, each));
    const [findings, muted] = [ofEach.flatMap(({ shown }) => shown), ofEach.flatMap((each) => each.muted)];
    const recordings = asked.reduce((sum, each) => sum + recordingsIn(workspace, each), 0);
    const scope = scopeOf(workspace, asked, isAll);
    const stale = workspace.baselines.all.reduce((sum, each) => sum + staleEntries({ workspace }, scope, each).length, 0);
    return { findings, muted, summary: summarizeFindings(findings, { recordings, muted: muted.length, stale }) };
  });
}

/** How many recordings a file contributes: none if it is not a recording, or if it has no recording with the given number. */
function recordingsIn({ index }: Workspace, { path, number }: Found): number {
  const all = index.idsIn(uriOfPath(path)).length;
  if (number === undefined) return all;
  return number < all ? 1 : 0;
}

/** The current folder if any of the recordings lies in it, plus those recordings that its globs exclude. */
export function workspaceAround(found: readonly Found[], given: Partial<Settings> = {}): Folders {
  const cwd = process.cwd();
  const settings = { ...defaultSettings, ...given };
  const within = ({ path }: Found) => path.startsWith(cwd.endsWith(sep) ? cwd : cwd + sep);
  const here = found.some(within) ? [{ uri: uriOfPath(cwd), settings }] : [];
  const known = new Folders(here, { ...settings, recordings: { include: [], exclude: [] } });
  const others = found.filter(({ path }) => !known.isRecording(uriOfPath(path)));
  const byFolder = grouped(others, ({ path }) => dirname(path));
  const elsewhere = [...byFolder].map(([folder, files]) => ({
    uri: uriOfPath(folder),
    settings: { ...settings, recordings: { include: files.map(({ path }) => escapeGlob(basename(path))), exclude: [] } },
  }));
  return new Folders([...here, ...elsewhere], settings, [...new Set(found.flatMap(({ roots }) => roots.folders))]);
}

function escapeGlob(name: string): string {
  return name.replace(/[\\[\](){}*?!@+|^$]/g, "\\$&");
}

function findingsOf(workspace: Workspace, found: Found): Pick<Checked, "muted"> & { readonly shown: CheckedFinding[] } {
  const { path, shown, number } = found;
  const summaries = workspace.index.inFile(uriOfPath(path));
  complainOfOthers(workspace, found);
  const asked = number === undefined ? summaries : summaries.slice(number, number + 1);
  if (number !== undefined && summaries.length > 0 && asked.length === 0) complainOfNumber(shown, number, summaries.length);
  const ofEach = asked.map((summary) => ({ summary, ...told({ workspace }, summary, allFindings({ workspace }, summary)) }));
  const inOrder = (what: "shown" | "muted") =>
    ofEach
      .flatMap(({ summary, [what]: findings }) => findings.map((finding) => checked(finding, shown, summary)))
      .sort((a, b) => a.range.start.line - b.range.start.line || a.range.start.character - b.range.start.character);
  return { shown: inOrder("shown"), muted: inOrder("muted") };
}

function checked(finding: LocatedFinding, file: string, summary: RecordingSummary): CheckedFinding {
  const { code, severity, message, range, count = 1, also = [] } = finding;
  return {
    file,
    code,
    severity,
    message,
    pointer: finding.pointer ?? pointerAt(range, summary),
    range,
    related: relatedPlaces(finding).map((each) => ({
      file: shownPath(each.uri, summary.uri, file),
      range: each.range,
      message: each.message,
    })),
    count,
    also,
  };
}

/** The pointer of a finding that only has a range: findings about the whole file are at its start, most others at the test id. */
function pointerAt({ start, end }: Range, { uri, testIdRange }: RecordingSummary): string {
  if (end.line === 0 && end.character <= 1) return "";
  const file = readTextSync(pathOfUri(uri), new Roots([process.cwd()]));
  if (file.kind !== "text") return "";
  const { recordings, source } = readDocument(slashPath(uri), file.text, formatsInUse());
  const { line, character } = testIdRange.start;
  const document = TextDocument.create(uri, "json", 0, file.text);
  const offset = document.offsetAt(start);
  const isAtTest = start.line === line && start.character === character;
  const path = isAtTest ? recordingAt({ recordings, source }, offset).recording?.testIdPath : undefined;
  return maskPointer(pointerOf(path ?? source.placeAt(offset)?.path ?? []));
}

function shownPath(uri: string | undefined, ownUri: string, ownFile: string): string {
  if (uri === undefined || uri === ownUri) return ownFile;
  const path = relative(process.cwd(), pathOfUri(uri));
  return (path.startsWith("..") ? pathOfUri(uri) : path).replaceAll(sep, "/");
}
