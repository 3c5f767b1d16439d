/** A recording as `show` prints it: the conversation, then the answer. */
import { counted } from "../counted";
import { readConversation } from "../features/streamView/conversation";
import { briefProblem } from "../features/briefProblem";
import type { Turn } from "../index/store/conversation";
import type { ViewMessage } from "../protocol";
import { modelAsked } from "../recording/request";
import { describeAnswer } from "../recording/describe";
import { compactJson, shorten } from "../recording/json";
import { alsoLines } from "../features/alsoSaid";
import type { AlsoSaid, Choice, ProviderError, Usage } from "../recording/reassembled";
import type { RecordingInDocument } from "../recording/recordingDocument";
import { shortName } from "./neighbours";
import { linesOf, oneLineOf, type Style } from "./output";

export interface ShownRecording {
  readonly file: RecordingInDocument;
  /** The path as the user named it; empty to leave it out. */
  readonly shown: string;
  readonly turn: Turn | undefined;
}

/** The text, ending with a line break. */
export function shownAsText(recording: ShownRecording, style: Style): string {
  const { file } = recording;
  const { messages, tools, settings } = readConversation(file.recording?.request);
  const named =
    tools.length === 0 ? [] : [style("dim", `  tools: ${tools.map(({ name }) => oneLineOf(shorten(name, 80))).join(", ")}`)];
  const parts = [
    [...heading(recording, style), ...named, ...namedValues("settings", settings, style)],
    ...messages.map((message) => messageLines(message, style)),
    ...answerParts(file, style),
    alsoPart(file.reassembled.also, style),
    footer(file, style),
  ];
  const shown = parts.filter((part) => part.length > 0).map((lines) => lines.join("\n"));
  return `${shown.join("\n\n")}\n`;
}

function heading({ file, shown, turn }: ShownRecording, style: Style): string[] {
  const { recording, family, reassembled: answer } = file;
  const wrong = briefProblem(file);
  const asked = modelAsked(recording?.request);
  const chunks = recording?.chunks.length ?? 0;
  const facts = [
    family.title,
    answer.model ?? asked,
    ...(answer.streaming ? [counted(chunks, "chunk")] : []),
    ...(turn ? [turnInWords(turn)] : []),
  ];
  return [
    ...(shown === "" ? [] : [style("bold", oneLineOf(shown))]),
    ...(file.testId === undefined ? [] : [`  ${oneLineOf(file.testId)}`]),
    `  ${facts.flatMap((fact) => (fact ? [oneLineOf(fact)] : [])).join(" · ")}`,
    ...(wrong === undefined ? [] : [style("red", `  ${oneLineOf(wrong)}`)]),
  ];
}

/** "turn 2 of 4, after turn 1 (0123456789ab), before turn 3 (…)" */
function turnInWords({ number, of, predecessors, successors }: Turn): string {
  const list = (turns: readonly Turn[]) =>
    turns.map((turn) => `turn ${turn.number} (${shortName(turn.recording.id)})`).join(" and ");
  const fed = predecessors.length > 0 ? `, after ${list(predecessors)}` : "";
  return `turn ${number} of ${of}${fed}${successors.length > 0 ? `, before ${list(successors)}` : ""}`;
}

/** "  settings: temperature 0.5, max_tokens 10" */
function namedValues(title: string, values: NonNullable<ViewMessage["also"]>, style: Style): string[] {
  const list = values.map(({ name, value }) => oneLineOf(`${name} ${value}`)).join(", ");
  return list === "" ? [] : [style("dim", `  ${title}: ${list}`)];
}

function messageLines({ role, text, toolCallId, toolCalls, also = [] }: ViewMessage, style: Style): string[] {
  const answers = toolCallId === undefined ? "" : ` ${style("dim", `answers ${oneLineOf(toolCallId)}`)}`;
  return [
    style("cyan", oneLineOf(role)) + answers,
    ...indented(text),
    ...toolCalls.map((call) => callLine(call.name, call.arguments, call.id, style)),
    ...namedValues("also", also, style),
  ];
}

function answerParts(file: RecordingInDocument, style: Style): string[][] {
  const { choices, error, disagreements } = file.reassembled;
  const said = choices.flatMap((choice) => choiceParts(choice, choices.length > 1, style));
  const rest = choices.length > 0 || error !== null ? "" : describeAnswer(file, 4000);
  const unlike = disagreements.map(({ what, chunk, readings }) => {
    const seen = readings.map(({ client, sees }) => `${client} sees ${shorten(sees, 200)}`).join(", ");
    const named = /^(?:`|choice )/.test(what) ? what : `the ${what}`;
    return style("yellow", oneLineOf(`Clients differ on ${named} (chunk ${chunk + 1}): ${seen}`));
  });
  return [
    ...said,
    rest === "" ? [] : [style("green", "answer"), ...indented(rest)],
    unlike,
    error === null ? [] : errorLines(error, style),
  ];
}

function choiceParts(choice: Choice, several: boolean, style: Style): string[][] {
  const which = several ? ` ${choice.index + 1}` : "";
  const title = (text: string) => style(["green", "bold"], `${text}${which}`);
  const part = (name: string, text: string | undefined) => (text ? [[title(name), ...indented(text)]] : []);
  const calls = choice.toolCalls.map((call) =>
    callLine(call.name?.value ?? "?", call.arguments.text, call.id?.value ?? null, style),
  );
  const items = choice.items.map(({ type, value }) => `  ${style("dim", oneLineOf(`${type} ${compactJson(value, 300)}`))}`);
  const notes = choice.annotations.map(({ value }) => `  ${style("dim", oneLineOf(`annotation ${compactJson(value, 300)}`))}`);
  const said = [...indented(choice.content?.text ?? ""), ...calls, ...items, ...notes];
  return [
    ...part("reasoning", choice.reasoning?.text).map((lines) => lines.map((line) => style("dim", line))),
    ...(said.length > 0 ? [[title("answer"), ...said]] : []),
    ...part("refusal", choice.refusal?.text),
  ];
}

function callLine(name: string, given: string, id: string | null, style: Style): string {
  const call = `${style("magenta", oneLineOf(name))}(${oneLineOf(given)})`;
  return `  → ${call}${id === null ? "" : `  ${style("dim", oneLineOf(id))}`}`;
}

function errorLines({ type, status, message }: ProviderError, style: Style): string[] {
  const title = ["error", type, status].filter((part) => part !== null).join(" ");
  return [style("red", oneLineOf(title)), ...indented(message)];
}

function alsoPart(also: readonly AlsoSaid[], style: Style): string[] {
  const lines = alsoLines(also).map(({ path, said }) => `  ${style("dim", oneLineOf(`${path} ${said}`))}`);
  return lines.length === 0 ? [] : [style("dim", "also"), ...lines];
}

function footer(file: RecordingInDocument, style: Style): string[] {
  const { choices, usage } = file.reassembled;
  const reasons = [...new Set(choices.flatMap(({ finishReason }) => finishReason?.value ?? []))];
  const facts = [...(reasons.length > 0 ? [`finish: ${reasons.map(oneLineOf).join(", ")}`] : []), ...usageInWords(usage)];
  return facts.length > 0 ? [style("dim", facts.join(" · "))] : [];
}

function usageInWords(usage: Usage | null): string[] {
  if (usage === null) return [];
  const counts = [
    [usage.inputTokens, "in"],
    [usage.outputTokens, "out"],
    [usage.totalTokens, "in all"],
  ] as const;
  const known = counts.flatMap(([count, what]) => (count === null ? [] : [`${count} ${what}`]));
  return known.length > 0 ? [`tokens: ${known.join(", ")}`] : [];
}

function indented(text: string): string[] {
  return text === "" ? [] : linesOf(text.replace(/(?<!\n)\n+$/, "")).map((line) => `  ${line}`);
}
