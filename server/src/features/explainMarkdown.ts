/** An explanation as Markdown, for a preview or a chat. Recorded text is escaped. */
import type { Formats } from "../formats/formats";
import { pathOfUri } from "../index/uris";
import type { NotServedRecording, HashExplanation, HashDifference, HashStatus, LookupPlace, NearRecording } from "../protocol";
import { whyNotServed } from "./explainVerdict";
import { testName } from "../recordingTitle";
import { fieldName } from "./fieldName";
import { inline, joined, link, prose, table, type Markdown } from "./markdown";

/** `shown` turns the URI of a file or folder into what the user reads, such as a relative path. */
export function explanationMarkdown(
  formats: Formats,
  explanation: HashExplanation,
  shown: (uri: string) => string = pathOfUri,
): Markdown {
  const { verdict, testId, hash, scheme, lookedIn, elsewhere, nearest, comparison } = explanation;
  const sections = [
    prose`# Missing recording`,
    inline(verdict),
    list([
      ["Test", testId],
      ["Request hash", hash],
      ["Hash scheme", formats.describeScheme(scheme)],
    ]),
    section("Where replay looks, in order", numbered(lookedIn.map((place) => placeLine(place, shown)))),
    section("Other recordings with this hash", notServedTable(formats, elsewhere, shown)),
    section(comparison ? "Nearest recordings" : "Recordings of this test", recordingTable(nearest, shown)),
    comparison ? section("The request against the nearest recording", comparisonText(comparison, nearest, shown)) : prose``,
    comparison || nearest.length === 0
      ? prose``
      : prose`_To see which fields changed the hash, run this command again with the request's body, or with a new recording._`,
  ];
  return prose`${joined(sections, "\n\n")}\n`;
}

const section = (title: string, body: Markdown): Markdown => (body === "" ? body : prose`## ${inline(title)}\n\n${body}`);

function list(facts: readonly (readonly [string, string | null])[]): Markdown {
  const lines = facts.flatMap(([name, value]) => (value === null ? [] : [prose`- **${inline(name)}:** ${inline(value)}`]));
  return joined(lines, "\n");
}

const numbered = (lines: readonly Markdown[]): Markdown =>
  joined(
    lines.map((line, at) => prose`${at + 1}. ${line}`),
    "\n",
  );

const why: Readonly<Record<LookupPlace["kind"], string>> = {
  test: "next to the test",
  common: "for requests outside of tests",
  legacy: "folder of the first recorders",
  suite: "folder of this suite's recordings",
};

function placeLine({ kind, file, exists }: LookupPlace, shown: (uri: string) => string): Markdown {
  const name = exists ? link(inline(shown(file)), file) : inline(shown(file));
  return prose`${name} — ${inline(why[kind])}: ${exists ? prose`**there**` : prose`not there`}`;
}

const statusText: Readonly<Record<HashStatus, string>> = {
  current: "is the hash of its request",
  server: "is the hash of its request without the test",
  older: "follows an older hash scheme",
  mismatch: "is not the hash of its request",
  unhashable: "is never looked up by hash",
};

function notServedTable(formats: Formats, recordings: readonly NotServedRecording[], shown: (uri: string) => string): Markdown {
  if (recordings.length === 0) return prose``;
  const rows = recordings.slice(0, 20).map((each) => {
    const { uri, model, preview } = each;
    return [link(inline(shortName(shown(uri))), uri), inline(model ?? ""), inline(preview), inline(whyNotServed(formats, each))];
  });
  return table(columns("recording", "model", "answer", "why replay does not serve it"), rows);
}

function recordingTable(recordings: readonly NearRecording[], shown: (uri: string) => string): Markdown {
  if (recordings.length === 0) return prose``;
  const compares = recordings.some(({ differences }) => differences !== null);
  const rows = recordings.slice(0, 20).map((each) => {
    const { uri, model, preview, status, differences } = each;
    const cells = [link(inline(titleOf(each, shown)), uri), inline(model ?? ""), inline(preview), inline(statusText[status])];
    return compares ? [...cells, differences === null ? prose`` : prose`${differences}`] : cells;
  });
  return table(columns("recording", "model", "answer", "its name", ...(compares ? ["differing fields"] : [])), rows);
}

const columns = (...titles: readonly string[]) => titles.map((title) => ({ title }));

function comparisonText(
  { uri, differences }: NonNullable<HashExplanation["comparison"]>,
  nearest: readonly NearRecording[],
  shown: (uri: string) => string,
): Markdown {
  const counting = differences.filter(({ counts }) => counts);
  const overlooked = differences.filter(({ counts }) => !counts);
  const parts = [
    prose`Against ${link(inline(titleOf(nearest.find((each) => each.uri === uri) ?? { uri, testId: null }, shown)), uri)}.`,
    counting.length === 0
      ? prose`No hashed field differs.`
      : prose`These fields change the hash:\n\n${differenceTable(counting)}`,
    overlooked.length === 0
      ? prose``
      : prose`These fields differ too, but the recorder ignores them:\n\n${differenceTable(overlooked)}`,
  ];
  return joined(parts, "\n\n");
}

function differenceTable(differences: readonly HashDifference[]): Markdown {
  const cell = (value: string | null) => (value === null ? prose`_missing_` : inline(value));
  const rows = differences
    .slice(0, 100)
    .map(({ pointer, asked, recorded }) => [inline(fieldName(pointer)), cell(asked), cell(recorded)]);
  return table(columns("field", "this request", "recorded"), rows);
}

/** The recording's test, or its path if it has none. */
const titleOf = ({ uri, testId }: Pick<NearRecording, "uri" | "testId">, shown: (uri: string) => string): string =>
  testId === null ? shortName(shown(uri)) : testName(testId);

const shortName = (path: string): string => path.replace(/([0-9a-f]{12})[0-9a-f]{52}/, "$1…");
