/** Findings for people, grouped by file, each with an excerpt. */
import { Roots } from "../../disk/roots";
import { TextDocument } from "vscode-languageserver-textdocument";
import type { Position, Range } from "vscode-languageserver-types";
import { readTextSync } from "../../index/scan/readText";
import { printable } from "../../recording/json";
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

/**
 * Yields one piece of text per file and the summary last, each ending with a line break. `pathOf` maps a file as the user named it to its path on
 * disk.
 */
export function* asText({ findings, summary }: Checked, pathOf: (file: string) => string, style: Style): Generator<string> {
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
  yield `${[style("bold", inWords(summary, broken)), ...ofBaseline(summary)].join("\n")}\n`;
}

/** How many findings the baseline mutes, and how many of its entries are stale. */
function ofBaseline({ muted, stale }: Summary): readonly string[] {
  const number = (count: number) => count.toLocaleString("en-US");
  const [are, occur] = [
    muted === 1 ? "finding is" : "findings are",
    stale === 1 ? "entry of the baseline no longer occurs" : "entries of the baseline no longer occur",
  ];
  return [
    ...(muted > 0 ? [`${number(muted)} ${are} in the baseline.`] : []),
    ...(stale > 0 ? [`${number(stale)} ${occur}; tapedeck baseline --prune removes ${stale === 1 ? "it" : "them"}.`] : []),
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
  return [style("dim", `    also at ${shown.join(", ")}${left > 0 ? ` and ${countOf(left, "more place")}` : ""}`)];
}

/** "3 findings in 2 files (40 recordings checked): 1 error, 2 warnings.", with "at 51 places" if there are more places than findings. */
function inWords(summary: Summary, broken: number): string {
  const counts = severities.flatMap((severity) => {
    const count = summary[severity];
    return count === 0 ? [] : [countOf(count, severity === "information" ? "information" : severity)];
  });
  const sum = severities.reduce((total, severity) => total + summary[severity], 0);
  if (sum === 0) return `${countOf(summary.recordings, "recording")}, no findings.`;
  const places = summary.places > sum ? ` at ${countOf(summary.places, "place")}` : "";
  const where = `${countOf(broken, "file")} (${countOf(summary.recordings, "recording")} checked)`;
  return `${countOf(sum, "finding")}${places} in ${where}: ${counts.join(", ")}.`;
}

function countOf(count: number, noun: string): string {
  const plural = noun.startsWith("piece") ? noun.replace("piece", "pieces") : `${noun}s`;
  return `${count} ${count === 1 ? noun : plural}`;
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
  const blank = printable(line.slice(from, start.character).replaceAll("\t", " ")).length + (from > 0 ? 1 : 0);
  const last = start.line === end.line ? end.character : line.length;
  const marked = Math.min(
    printable(line.slice(start.character, Math.min(last, start.character + widest))).length,
    Math.max(text.length - blank, 1),
  );
  const marks = style("red", `${" ".repeat(blank)}${"^".repeat(Math.max(marked, 1))}`);
  return [...before, numbered(start.line, text), `    ${style("dim", `${" ".repeat(width)} │`)} ${marks}`];
}

const widest = 100;

/** Cuts a long line to the width of a terminal, around a column. */
function cut(line: string, at: number): { readonly text: string; readonly from: number } {
  const from = at < widest / 2 ? 0 : at - 30;
  const part = printable(line.slice(from, from + widest).replaceAll("\t", " "));
  return { from, text: `${from > 0 ? "…" : ""}${part}${from + widest < line.length ? "…" : ""}` };
}
