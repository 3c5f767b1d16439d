/** A recording as a conversation of parts: the offered tools, each message, and the answers. */
import { alsoLines } from "../alsoSaid";
import { readConversation } from "../streamView/conversation";
import type { ViewMessage } from "../../protocol";
import { describeAnswer } from "../../recording/describe";
import { compactJson } from "../../recording/json";
import type { Choice } from "../../recording/reassembled";
import type { RecordingInDocument } from "../../recording/recordingDocument";
import { visible } from "./answer";

export interface Part {
  /** "tools", "message 3", "answer". */
  readonly part: string;
  readonly role: string;
  /** Safe to show if the recording is masked. */
  readonly text: string;
}

/** In the order of the conversation. `file` must be masked for display. Never throws. */
export function partsOf(file: RecordingInDocument): readonly Part[] {
  const { messages, tools } = readConversation(file.recording?.request);
  const offered = tools.map(({ name, description, parameters }) =>
    [
      name,
      ...(description === null ? [] : [`: ${description}`]),
      ...(parameters === null ? [] : [` ${compactJson(parameters, 4_000)}`]),
    ].join(""),
  );
  const parts = [
    ...(offered.length === 0 ? [] : [{ part: "tools", role: "tools", text: offered.join("\n") }]),
    ...messages.map((message, at) => ({ part: `message ${at + 1}`, role: message.role, text: messageText(message) })),
    ...answersOf(file),
  ];
  return parts.map((each) => ({ ...each, role: visible(each.role).slice(0, 40), text: visible(each.text) }));
}

function messageText({ text, toolCalls, toolCallId, also = [] }: ViewMessage): string {
  const lines = [
    ...(toolCallId === undefined ? [] : [`(answers ${toolCallId})`]),
    ...(text === "" ? [] : [text]),
    ...toolCalls.map(({ name, arguments: given, id }) => callLine(name, given, id)),
    ...also.map(({ name, value }) => `${name}: ${value}`),
  ];
  return lines.join("\n");
}

const callLine = (name: string, given: string, id: string | null): string =>
  `calls ${name}(${given})${id === null ? "" : ` ${id}`}`;

function answersOf(file: RecordingInDocument): readonly Part[] {
  const { choices, error, also } = file.reassembled;
  const others = alsoLines(also).map(({ path, said }) => `${path}: ${said}`);
  const numbered = (at: number) => (choices.length > 1 ? `answer ${at + 1}` : "answer");
  const said = choices.map((choice, at) => ({ part: numbered(at), role: choice.role ?? "assistant", text: choiceText(choice) }));
  const failed =
    error === null
      ? []
      : [
          {
            part: "error",
            role: "error",
            text: [error.type, error.status, error.message].filter((each) => each !== null).join(" "),
          },
        ];
  // For a family without choices, only its short description is an answer in words.
  const rest =
    choices.length > 0 || error !== null ? [] : [{ part: "answer", role: file.family.title, text: describeAnswer(file, 20_000) }];
  return [
    ...said,
    ...failed,
    ...rest,
    ...(others.length === 0 ? [] : [{ part: "also", role: "also said", text: others.join("\n") }]),
  ];
}

function choiceText({ content, reasoning, refusal, toolCalls, items, annotations }: Choice): string {
  const part = (name: string, text: string | undefined) => (text ? [name === "" ? text : `${name}: ${text}`] : []);
  const lines = [
    ...part("reasoning", reasoning?.text),
    ...part("", content?.text),
    ...toolCalls.map(({ name, arguments: given, id }) => callLine(name?.value ?? "?", given.text, id?.value ?? null)),
    ...items.map(({ type, value }) => `${type} ${compactJson(value, 1_000)}`),
    ...annotations.map(({ value }) => `annotation ${compactJson(value, 300)}`),
    ...part("refusal", refusal?.text),
  ];
  return lines.join("\n");
}
