/** An explanation as a page of Markdown, for a preview, a terminal or a chat. Recorded text shows as what it is. */
import { pathOfUri } from "../index/uris";
import type { AstrayRecording, Explanation, HashDifference, HashStatus, LookupPlace, NearRecording } from "../protocol";
import { whyAstray } from "./explainVerdict";
import { inline, link } from "./markdown";

/** `shown` names a file or folder (URI) for a person: its path relative to the workspace, say. */
export function explanationMarkdown(explanation: Explanation, shown: (uri: string) => string = pathOfUri): string {
  const { verdict, testId, hash, scheme, lookedIn, elsewhere, nearest, comparison } = explanation;
  const sections = [
    "# Missing recording",
    inline(verdict),
    list([
      ["Test", testId],
      ["Request hash", hash],
      ["Hash scheme", scheme],
    ]),
    section("Where replay looks, in order", numbered(lookedIn.map((place) => placeLine(place, shown)))),
    section("What else has this hash", astrayTable(elsewhere, shown)),
    section(comparison ? "Nearest recordings" : "Recordings of this test", table(nearest, shown)),
    comparison ? section("The request against the nearest recording", comparisonText(comparison, shown)) : "",
    comparison || nearest.length === 0
      ? ""
      : "_Which fields made the hash another one? Run this command again with the request's body, or with a file that was just recorded._",
  ];
  return `${sections.filter((text) => text !== "").join("\n\n")}\n`;
}

const section = (title: string, body: string): string => body && `## ${title}\n\n${body}`;

function list(facts: readonly (readonly [string, string | null])[]): string {
  return facts.flatMap(([name, value]) => (value === null ? [] : [`- **${name}:** ${inline(value)}`])).join("\n");
}

const numbered = (lines: readonly string[]): string => lines.map((line, at) => `${at + 1}. ${line}`).join("\n");

const why: Readonly<Record<LookupPlace["kind"], string>> = {
  test: "beside the test",
  common: "for requests outside of tests",
  legacy: "where the first recorder kept everything",
  suite: "where this suite's recordings lie",
};

function placeLine({ kind, file, exists }: LookupPlace, shown: (uri: string) => string): string {
  const name = exists ? link(inline(shown(file)), file) : inline(shown(file));
  return `${name} — ${why[kind]}: ${exists ? "**there**" : "not there"}`;
}

const statusText: Readonly<Record<HashStatus, string>> = {
  current: "is the hash of its request",
  older: "follows an older hash scheme",
  mismatch: "is not the hash of its request",
  unhashable: "is never looked up by hash",
};

function astrayTable(recordings: readonly AstrayRecording[], shown: (uri: string) => string): string {
  if (recordings.length === 0) return "";
  const rows = recordings.slice(0, 20).map((each) => {
    const { uri, model, preview } = each;
    return row([link(inline(shortName(shown(uri))), uri), inline(model ?? ""), inline(preview), inline(whyAstray(each))]);
  });
  const heads = ["recording", "model", "answer", "why replay does not serve it"];
  return [row(heads), row(heads.map(() => "---")), ...rows].join("\n");
}

function table(recordings: readonly NearRecording[], shown: (uri: string) => string): string {
  if (recordings.length === 0) return "";
  const compares = recordings.some(({ differences }) => differences !== null);
  const rows = recordings.slice(0, 20).map(({ uri, model, preview, status, differences }) => {
    const cells = [link(inline(shortName(shown(uri))), uri), inline(model ?? ""), inline(preview), statusText[status]];
    return row(compares ? [...cells, differences === null ? "" : String(differences)] : cells);
  });
  const heads = ["recording", "model", "answer", "its name", ...(compares ? ["differing fields"] : [])];
  return [row(heads), row(heads.map(() => "---")), ...rows].join("\n");
}

const row = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;

function comparisonText({ uri, differences }: NonNullable<Explanation["comparison"]>, shown: (uri: string) => string): string {
  const counting = differences.filter(({ counts }) => counts);
  const overlooked = differences.filter(({ counts }) => !counts);
  const parts = [
    `Against ${link(inline(shortName(shown(uri))), uri)}.`,
    counting.length === 0
      ? "Nothing that is hashed differs."
      : `These make the hash another one:\n\n${differenceTable(counting)}`,
    overlooked.length === 0 ? "" : `These differ too, and the recorder overlooks them:\n\n${differenceTable(overlooked)}`,
  ];
  return parts.filter((text) => text !== "").join("\n\n");
}

function differenceTable(differences: readonly HashDifference[]): string {
  const cell = (value: string | null) => (value === null ? "_missing_" : inline(value));
  const rows = differences
    .slice(0, 100)
    .map(({ pointer, asked, recorded }) => row([inline(pointer), cell(asked), cell(recorded)]));
  return [row(["field", "this request", "recorded"]), row(["---", "---", "---"]), ...rows].join("\n");
}

const shortName = (path: string): string => path.replace(/([0-9a-f]{12})[0-9a-f]{52}/, "$1…");
