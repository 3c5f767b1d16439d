/** Explanations of missed requests, for a terminal. */
import { counted } from "../counted";
import { fieldName } from "../features/fieldName";
import { matcherText, modeText, presenceOf } from "../features/misses/missMarkdown";
import type { BodyComparison, CassetteExplanation, MissedCassette, MissExplanation, NearRequest } from "../protocol";
import { fileOf } from "../recordingId";
import { recordCommand } from "./explainText";
import type { ExplainedMisses } from "./json/explain";
import { oneLineOf, type Style } from "./output";

/** `shown` turns a file's URI into what the user reads. */
export function missesAsText({ misses, more }: CassetteExplanation, shown: (uri: string) => string, style: Style): string {
  const each = misses.map((miss) => missAsText(miss, shown, style));
  return `${[...each, ...(more === 0 ? [] : [`${more} more are not explained.`])].join("\n\n\n")}\n`;
}

function missAsText(miss: MissExplanation, shown: (uri: string) => string, style: Style): string {
  const { verdict, advice, nearest, comparison, record } = miss;
  const title = (text: string) => style("bold", text);
  const sections = [
    [title(oneLineOf(verdict)), ...(advice === null ? [] : [oneLineOf(advice)])],
    factsOf(miss, shown),
    nearest.length === 0 ? [] : [title("Nearest recordings"), ...nearest.flatMap((near) => nearLines(near, style))],
    comparison === null ? [] : bodyLines(comparison, style),
    record === null ? [] : [title("Record this now"), `  ${recordCommand(record)}`],
  ];
  return sections
    .filter((section) => section.length > 0)
    .map((section) => section.join("\n"))
    .join("\n\n");
}

function factsOf(
  { testId, request, cassette, mode, matchers }: MissExplanation,
  shown: (uri: string) => string,
): readonly string[] {
  const place = cassette && (cassette.uri === null ? cassette.path : shown(cassette.uri));
  const facts: Readonly<Record<string, string | null>> = {
    test: testId,
    request: request && `${request.method} ${request.url}`,
    cassette: cassette && `${place ?? ""}  ${presenceOf(cassette)}`,
    mode: mode && modeText(mode),
    "match on": matchers.length === 0 ? null : matchers.join(", "),
  };
  return Object.entries(facts).flatMap(([name, value]) => (value === null ? [] : [`  ${name.padEnd(8)}  ${oneLineOf(value)}`]));
}

function nearLines({ name, method, url, preview, failed, differences }: NearRequest, style: Style): readonly string[] {
  const fields = differences === null ? "" : `${counted(differences, "differing field")} in the body`;
  const request = [name ?? "", `${method} ${url}`].filter(Boolean).map(oneLineOf).join("  ");
  const about = [preview, fields].filter(Boolean).map(oneLineOf).join(" · ");
  return [
    `  ${request}`,
    ...(about === "" ? [] : [`    ${style("dim", about)}`]),
    ...failed.flatMap((each) => [
      `    ${style("yellow", oneLineOf(matcherText(each)))}`,
      ...(each.message?.split("\n").slice(0, 40) ?? []).map((line) => `      ${oneLineOf(line)}`),
    ]),
  ];
}

function bodyLines({ name, differences }: BodyComparison, style: Style): readonly string[] {
  if (differences.length === 0) return [style("bold", `The body is the same as that of ${oneLineOf(name)}`)];
  const value = (text: string | null) => (text === null ? "missing" : oneLineOf(text));
  return [
    style("bold", `Fields of the body that differ from ${oneLineOf(name)}`),
    ...differences.flatMap(({ pointer, asked, recorded }) => [
      `  ${oneLineOf(fieldName(pointer))}`,
      `    ${style("red", `- recorded ${value(recorded)}`)}`,
      `    ${style("green", `+ asked    ${value(asked)}`)}`,
    ]),
  ];
}

/** The explanation with paths instead of URIs. */
export function missesJson(explanation: CassetteExplanation, shown: (uri: string) => string): ExplainedMisses {
  const near = ({ id, ...rest }: NearRequest) => ({ file: id && shown(fileOf(id)), ...rest });
  const compared = ({ id, ...rest }: BodyComparison) => ({ file: shown(fileOf(id)), ...rest });
  const cassette = ({ uri, ...rest }: MissedCassette) => ({ ...rest, file: uri && shown(uri) });
  const misses = explanation.misses.map((miss) => ({
    ...miss,
    cassette: miss.cassette && cassette(miss.cassette),
    nearest: miss.nearest.map(near),
    comparison: miss.comparison && compared(miss.comparison),
    record: miss.record && { testId: miss.record.nodeId, command: recordCommand(miss.record) },
  }));
  return { ...explanation, misses };
}
