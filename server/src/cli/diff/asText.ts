/** Changes for people, by test, most important first. */
import { grouped } from "../../grouped";
import { oneLineOf, type Style } from "../output";
import type { ChangedRecording } from "../../features/changes/changed";
import type { ChangeKind } from "../../protocol";
import { kindInWords, kinds, noiseOf, summaryOf, toldChanges } from "../../features/changes/told";

const colors: Readonly<Record<ChangeKind, Parameters<Style>[0]>> = {
  changed: "yellow",
  unreadable: "red",
  removed: "red",
  added: "green",
  moved: "cyan",
  "same-meaning": "dim",
};

/**
 * Yields one piece of text per test and the summary last, each ending with a line break. Changes that are only noise are counted but not listed,
 * unless `all`.
 */
export function* asText(changes: readonly ChangedRecording[], all: boolean, style: Style): Generator<string> {
  const shown = inOrder(changes).filter(({ kind }) => all || kind !== "same-meaning");
  for (const [test, ofTest] of grouped(shown, ({ tests }) => tests.join(", "))) {
    yield [
      style("bold", test === "" ? "No known test" : oneLineOf(test)),
      ...ofTest.flatMap((each) => block(each, style)),
      "\n",
    ].join("\n");
  }
  yield `${style("bold", summaryOf(changes))}\n`;
}

function block(change: ChangedRecording, style: Style): readonly string[] {
  const { kind, file, formerFile, model, answer, difference } = change;
  const facts = kind === "changed" || kind === "same-meaning" ? [] : [model, answer].filter(Boolean).join(" · ");
  const from = formerFile === undefined ? "" : ` (was ${formerFile})`;
  const noise = kind === "same-meaning" && difference ? noiseOf(difference) : "";
  return [
    `  ${style(colors[kind], kindInWords(kind))}  ${oneLineOf(file + from)}${noise === "" ? "" : style("dim", `  ${oneLineOf(noise)}`)}`,
    ...(facts.length === 0 ? [] : [style("dim", `    ${oneLineOf(String(facts))}`)]),
    ...toldChanges(change).map(({ what, said }) => `    ${oneLineOf(`${what}: ${said}`)}`),
  ];
}

/** Sorts by importance, then by name. */
export function inOrder(changes: readonly ChangedRecording[]): readonly ChangedRecording[] {
  const rank = ({ kind }: ChangedRecording) => kinds.indexOf(kind);
  return [...changes].sort((a, b) => rank(a) - rank(b) || (a.file < b.file ? -1 : a.file > b.file ? 1 : 0));
}
