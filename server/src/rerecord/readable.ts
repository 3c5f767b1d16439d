/** A recording as text that only contains its meaning, for a diff in any editor: request and answer. Pure. */
import { jsonLayout } from "../recording/jsonLayout";
import { valueAt } from "../recording/document";
import { readDocument } from "../formats/readDocument";
import type { RecordingInDocument } from "../recording/recordingDocument";
import type { Choice, Reassembled } from "../recording/reassembled";
import type { RecordedRequest, Recording } from "../recording/recording";
import { readSide } from "../rules/readSide";
import { maskedDocument, maskedText } from "../rules/secrets/mask";

/**
 * Lines that compare well. A file that is not a recording is returned unchanged except for masked credentials, and so is a response that cannot be
 * read completely. `index` selects a recording of a file with several.
 */
export function readable(name: string, text: string, index?: number): string {
  const unmasked = readDocument(name, text);
  const { recordings } = maskedDocument(unmasked);
  const file = recordings[index ?? 0];
  // In a file with several, the first one is not meant by default.
  const isMeant = index !== undefined || recordings.length === 1;
  if (!isMeant || file?.recording === undefined || unmasked.source.problem !== undefined) return maskedText(unmasked).text;
  const { recording, reassembled } = file;
  const parts = [
    ...(unmasked.format.isNamedByTest === true ? [] : section("Test", recording.testId ?? "none")),
    ...section("Request", requestText(recording.request)),
    ...answerSections(reassembled, recording),
    ...unreadSections(file),
  ];
  return `${parts.join("\n").trimEnd()}\n`;
}

function unreadSections(file: RecordingInDocument): readonly string[] {
  const { unread } = readSide(file);
  if (unread.length === 0) return [];
  return [
    ...section("Cannot be read", unread.join("\n")),
    ...section("Response in the file", json(file.recording && valueAt(file.document.source.value, file.recording.response.path))),
  ];
}

function section(title: string, body: string): readonly string[] {
  return [`── ${title} ──`, body, ""];
}

function requestText(request: RecordedRequest | undefined): string {
  if (request === undefined) return "none";
  switch (request.kind) {
    case "inference":
    case "http":
      return `${request.method} ${request.url}\n${json(request.body)}`;
    case "tool":
      return `${request.provider} ${request.toolName}\n${json(request.kwargs)}`;
    case "file":
      return `${request.provider} ${request.fileId ?? ""}`;
  }
}

function answerSections(answer: Reassembled, recording: Recording): readonly string[] {
  const { choices, usage, error, data, model } = answer;
  const many = choices.length > 1;
  const { status } = recording.response;
  const facts = [...(status === undefined ? [] : [`status: ${status}`]), `model: ${model ?? "not named"}`];
  const rest = data ?? (choices.length === 0 && error === null ? recording.chunks.map((chunk) => chunk.data) : undefined);
  const ofUsage = usage && `${usage.inputTokens ?? "?"} in, ${usage.outputTokens ?? "?"} out, ${usage.totalTokens ?? "?"} in all`;
  return [
    ...section("Answer", [...facts, `streamed: ${answer.streaming ? "yes" : "no"}`].join("\n")),
    ...choices.flatMap((choice) => choiceSections(choice, many ? ` of choice ${choice.index + 1}` : "")),
    ...(rest === undefined ? [] : section("Content", json(rest))),
    ...(ofUsage ? section("Tokens", ofUsage) : []),
    ...(error ? section("Error", [error.type, error.status, error.message].filter((each) => each !== null).join("\n")) : []),
  ];
}

function choiceSections(choice: Choice, which: string): readonly string[] {
  const texts = [
    { title: "Reasoning", text: choice.reasoning?.text },
    { title: "Text", text: choice.content?.text },
    { title: "Refusal", text: choice.refusal?.text },
  ].filter(({ text }) => text !== undefined && text !== "");
  const calls = choice.toolCalls.map(
    (call) => `${call.name?.value ?? "no name"} (${call.id?.value ?? "no id"})\n${pretty(call.arguments.text)}`,
  );
  return [
    ...texts.flatMap(({ title, text }) => section(`${title}${which}`, pretty(text ?? ""))),
    ...calls.flatMap((call, index) => section(`Tool call ${index + 1}${which}`, call)),
    ...(choice.items.length > 0 ? section(`Items${which}`, json(choice.items.map(({ value }) => value))) : []),
    ...(choice.annotations.length > 0 ? section(`Annotations${which}`, json(choice.annotations.map(({ value }) => value))) : []),
    ...(choice.finishReason ? section(`Finish${which}`, choice.finishReason.value) : []),
  ];
}

/** Indents objects and lists, keeping their spelling; other texts stay unchanged. */
function pretty(text: string): string {
  return (jsonLayout(text, 0) ?? [{ text }]).map((token) => token.text).join("");
}

function json(value: unknown): string {
  return value === undefined ? "nothing" : pretty(JSON.stringify(value));
}
