/** Explanation of a missed hash, for a terminal. */
import { counted } from "../counted";
import { fieldName } from "../features/fieldName";
import { whyNotServed } from "../features/explainVerdict";
import { shellWord } from "../recording/shellWord";
import { pathOfUri } from "../index/uris";
import { shorten } from "../recording/json";
import type { HashExplanation, HashStatus, TestToRecord } from "../protocol";
import { formatsInUse } from "./formats";
import { oneLineOf, type Style } from "./output";

/** `shown` turns a file's URI into what the user reads. */
export function explanationAsText(explanation: HashExplanation, shown: (uri: string) => string, style: Style): string {
  const { verdict, testId, hash, scheme, lookedIn, elsewhere, nearest, comparison, record } = explanation;
  const title = (text: string) => style("bold", text);
  const near = (each: HashExplanation["nearest"][number]) => nearLine(each, shown, style);
  const sections = [
    [title(oneLineOf(verdict))],
    [
      ...(testId === null ? [] : [`  test    ${oneLineOf(testId)}`]),
      ...(hash === null ? [] : [`  hash    ${oneLineOf(hash)}`]),
      `  scheme  ${formatsInUse().describeScheme(scheme)}`,
    ],
    headed(
      title("Replay looks for"),
      lookedIn.map(
        ({ file, exists }, at) =>
          `  ${at + 1}. ${oneLineOf(shown(file))}  ${exists ? style("green", "there") : style("red", "not there")}`,
      ),
    ),
    headed(
      title("Other recordings with this hash"),
      elsewhere.flatMap((each) => [...near(each), `    ${style("yellow", oneLineOf(whyNotServed(formatsInUse(), each)))}`]),
    ),
    headed(title(comparison === null ? "Recordings of this test" : "Nearest recordings"), nearest.slice(0, most).flatMap(near)),
    comparison === null ? [] : comparisonLines(comparison, shown, style),
    record === null ? [] : [title("Record this now"), `  ${recordCommand(record)}`],
  ];
  const lines = sections.filter((section) => section.length > 0).map((section) => section.join("\n"));
  return `${lines.join("\n\n")}\n`;
}

/** The command that records what is missing and leaves the rest alone. */
export function recordCommand({ nodeId, root }: TestToRecord): string {
  const folder = pathOfUri(root);
  const command = `tapedeck rerecord --mode record-if-missing ${shellWord(nodeId)}`;
  return folder === process.cwd() ? command : `cd ${shellWord(folder)} && ${command}`;
}

/** The most recordings, and the most differing fields, that are listed. */
const most = 20;

function headed(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [title, ...lines];
}

const statusWords: Readonly<Record<HashStatus, string>> = {
  current: "",
  server: "named by the hash without its test",
  older: "named by an older hash scheme",
  mismatch: "its name is not the hash of its request",
  unhashable: "never looked up by hash",
};

function nearLine(near: HashExplanation["nearest"][number], shown: (uri: string) => string, style: Style): string[] {
  const fields = near.differences === null ? "" : counted(near.differences, "differing field");
  const facts = [near.model ?? "", near.preview, fields, statusWords[near.status]].filter((fact) => fact !== "");
  return [`  ${oneLineOf(shown(near.uri))}`, `    ${style("dim", facts.map(oneLineOf).join(" · "))}`];
}

function comparisonLines(
  comparison: NonNullable<HashExplanation["comparison"]>,
  shown: (uri: string) => string,
  style: Style,
): string[] {
  const { uri, differences } = comparison;
  const counting = differences.filter(({ counts }) => counts);
  const name = oneLineOf(shown(uri));
  if (counting.length === 0) return [style("bold", `No hashed field differs from ${name}`)];
  const value = (text: string | null) => (text === null ? "missing" : oneLineOf(shorten(text, 300)));
  const rest = counting.length > most ? [`  … and ${counting.length - most} more`] : [];
  return [
    style("bold", `Fields that change the hash, compared with ${name}`),
    ...counting
      .slice(0, most)
      .flatMap(({ pointer, asked, recorded }) => [
        `  ${oneLineOf(fieldName(pointer))}`,
        `    ${style("red", `- recorded ${value(recorded)}`)}`,
        `    ${style("green", `+ asked    ${value(asked)}`)}`,
      ]),
    ...rest,
  ];
}
