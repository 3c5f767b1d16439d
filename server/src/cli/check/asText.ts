/** Findings for people: grouped by file, each with the place it is about. */
import { counted } from "../../counted";
import { Roots } from "../../disk/roots";
import { TextDocument } from "vscode-languageserver-textdocument";
import type { Position, Range } from "vscode-languageserver-types";
import { readTextSync } from "../../index/scan/readText";
import { unseen } from "../../recording/json";
import { shellWord } from "../../recording/shellWord";
import { readDocument } from "../../formats/readDocument";
import type { Severity } from "../../rules/rule";
import { maskedText } from "../../rules/secrets/mask";
import { formatsInUse } from "../formats";
import { grouped } from "../../grouped";
import { oneLineOf, secretsAreShown, type Style } from "../output";
import { severities, type Checked, type CheckedFinding, type Summary } from "./checked";

const colors: Record<Severity, Parameters<Style>[0]> = {
  error: "red",
  warning: "yellow",
  information: "blue",
  hint: "gray",
};

interface Shown {
  /** The path on disk of a file as the user named it. */
  readonly pathOf: (file: string) => string;
  /** The baseline that the user named. */
  readonly baseline?: string | undefined;
}

/** One piece a file, the summary last; each ends with a line break. */
export function* asText({ findings, summary }: Checked, { pathOf, baseline }: Shown, style: Style): Generator<string> {
  for (const [file, ofFile] of grouped(findings, (finding) => finding.file)) {
    const { lines, place } = shownFile(pathOf(file));
    yield [
      style("underline", oneLineOf(file)),
      ...ofFile.flatMap((finding) => [
        headline(finding, style),
        ...excerpt(lines, place(finding.range), style),
        ...others(finding, style),
      ]),
      "\n",
    ].join("\n");
  }
  const broken = new Set(findings.map(({ file }) => file)).size;
  yield `${[style("bold", inWords(summary, broken)), ...ofBaseline(summary, baseline)].join("\n")}\n`;
}

/** What the baseline, the one that was given or the usual one, has to do with it. */
function ofBaseline({ muted, stale }: Summary, given: string | undefined): readonly string[] {
  const option = given === undefined ? "" : ` --baseline ${oneLineOf(shellWord(given))}`;
  const known = counted(muted, "finding is", "findings are");
  const gone = counted(stale, "entry of the baseline no longer occurs", "entries of the baseline no longer occur");
  return [
    ...(muted > 0 ? [`${known} in the baseline.`] : []),
    ...(stale > 0 ? [`${gone}; run tapedeck baseline --prune${option} to remove ${stale === 1 ? "it" : "them"}.`] : []),
  ];
}

function headline({ range, severity, code, message }: CheckedFinding, style: Style): string {
  const place = `${range.start.line + 1}:${range.start.character + 1}`;
  return `  ${place}  ${style(colors[severity], severity)}  ${oneLineOf(message)}  ${style("dim", code)}`;
}

/** "also at 12:5, 30:5 and 46 more places" */
function others({ also, count }: CheckedFinding, style: Style): readonly string[] {
  const shown = also.slice(0, 10).map(({ range: { start } }) => `${start.line + 1}:${start.character + 1}`);
  const left = count - 1 - shown.length;
  if (shown.length === 0) return [];
  return [style("dim", `    also at ${shown.join(", ")}${left > 0 ? ` and ${counted(left, "more place")}` : ""}`)];
}

/** "3 findings in 2 files (40 recordings checked): 1 error, 2 warnings.", with "at 51 places" if there are more places than findings. */
function inWords(summary: Summary, broken: number): string {
  const counts = severities.flatMap((severity) => {
    const count = summary[severity];
    return count === 0 ? [] : [counted(count, severity, severity === "information" ? severity : `${severity}s`)];
  });
  const sum = severities.reduce((total, severity) => total + summary[severity], 0);
  if (sum === 0) return `${counted(summary.recordings, "recording")}, no findings.`;
  const places = summary.places > sum ? ` at ${counted(summary.places, "place")}` : "";
  const where = `${counted(broken, "file")} (${counted(summary.recordings, "recording")} checked)`;
  return `${counted(sum, "finding")}${places} in ${where}: ${counts.join(", ")}.`;
}

/** The lines of a file as they are printed, and a function that maps a range of the file to them. */
function shownFile(path: string): { readonly lines: readonly string[]; readonly place: (range: Range) => Range } {
  const file = readTextSync(path, new Roots([process.cwd()]));
  if (file.kind !== "text") return { lines: [], place: (range) => range };
  const masked = secretsAreShown() ? undefined : maskedText(readDocument(path, file.text, formatsInUse()));
  const lines = (masked?.text ?? file.text).split(/\r\n|\r|\n/);
  if (masked === undefined || masked.text === file.text) return { lines, place: (range) => range };
  const [before, after] = [file.text, masked.text].map((text) => TextDocument.create("", "json", 0, text));
  if (!before || !after) return { lines, place: (range) => range };
  const moved = (position: Position) => after.positionAt(masked.offsetOf(before.offsetAt(position)));
  return { lines, place: ({ start, end }) => ({ start: moved(start), end: moved(end) }) };
}

/** The line of a finding and the line before it, with the range marked below. Empty for a finding about the whole file. */
function excerpt(lines: readonly string[], { start, end }: Range, style: Style): string[] {
  const line = lines[start.line];
  if (line === undefined || (start.line === end.line && start.character === end.character)) return [];
  if (end.line === 0 && end.character <= 1) return [];
  const width = String(start.line + 1).length;
  const numbered = (at: number, text: string) => `    ${style("dim", `${String(at + 1).padStart(width)} │`)} ${text}`;
  const before = start.line > 0 ? [numbered(start.line - 1, cut(lines[start.line - 1] ?? "", 0).text)] : [];
  const { text, from } = cut(line, start.character);
  const blank = start.character - from + (from > 0 ? 1 : 0);
  const last = start.line === end.line ? end.character : line.length;
  const marked = Math.min(last - start.character, Math.max(text.length - blank, 1));
  const marks = style("red", `${" ".repeat(blank)}${"^".repeat(Math.max(marked, 1))}`);
  return [...before, numbered(start.line, text), `    ${style("dim", `${" ".repeat(width)} │`)} ${marks}`];
}

const widest = 100;

/** As long as it is: what would not show, or would turn what is around it, as the sign for it, as Ruff has it. */
function inPlace(text: string): string {
  return text.replaceAll("\t", " ").replace(unseen, (mark) => {
    const unit = mark.charCodeAt(0);
    if (unit < 0x20) return String.fromCharCode(pictures + unit);
    return unit === 0x7f ? "\u2421" : "\ufffd";
  });
}

/** "␀", with those of the other control characters behind it. */
const pictures = 0x2400;

/** As much of a line as a terminal shows, around a place in it. */
function cut(line: string, at: number): { readonly text: string; readonly from: number } {
  const from = at < widest / 2 ? 0 : at - 30;
  const part = inPlace(line.slice(from, from + widest));
  return { from, text: `${from > 0 ? "…" : ""}${part}${from + widest < line.length ? "…" : ""}` };
}
