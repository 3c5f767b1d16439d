/** Short descriptions of recordings. */
import { readJson } from "./depth";
import { oneLine, shorten } from "./json";
import type { Choice, ProviderError, ToolCall } from "./reassembled";
import { modelAsked } from "./request";
import { askedLast } from "./askedAnswered";
import type { RecordingInDocument } from "./recordingDocument";

/** The answer on one line of at most `maxLength` characters: text, tool calls, a refusal, an error. Plain text, not Markdown. */
export function describeAnswer(file: RecordingInDocument, maxLength = 80): string {
  const { choices } = file.reassembled;
  let answered = "";
  for (const choice of choices) answered = joined(answered, describeChoice(choice), " | ");
  const text = answered === "" ? describeRest(file) : answered;
  // The beginning is enough to fill the line.
  const line = oneLine(text.slice(0, 2 * maxLength));
  return shorten(line.length > maxLength ? line : oneLine(text), maxLength);
}

/**
 * The request on one line: `POST /v1/chat/completions · gpt-4o · "Say hello"`, without the URL if it is the same for all recordings of the format.
 * Empty if nothing is known. Plain text, not Markdown.
 */
export function describeRequest(file: RecordingInDocument, maxLength = 40): string {
  const request = file.recording?.request;
  switch (request?.kind) {
    case undefined:
      return "";
    case "tool":
      return shorten(oneLine(`${request.provider} ${request.toolName}`), 2 * maxLength);
    case "file":
      return shorten(oneLine(`${request.provider} ${request.fileId ?? ""}`), 2 * maxLength);
    case "http":
    case "inference": {
      const [path = ""] = request.url.replace(/^[a-z]+:\/\/[^/?#]*/i, "").split(/[?#]/, 1);
      const asked = describeAsked(file, maxLength);
      const address = request.kind === "inference" && asked !== "" ? "" : `${request.method} ${path || "/"}`.trim();
      return [address, modelAsked(request) ?? "", asked && `"${asked}"`].filter((part) => part !== "").join(" · ");
    }
  }
}

/** The last thing that was asked, on one line of at most `maxLength` characters; empty where nothing was asked in words. Plain text, not Markdown. */
export function describeAsked(file: RecordingInDocument, maxLength = 60): string {
  return shorten(oneLine(start(askedLast(file)?.text ?? "")), maxLength);
}

/** The same, and much more of it: for those that are told apart by it. */
export function describeAskedWhole(file: RecordingInDocument): string {
  return oneLine((askedLast(file)?.text ?? "").slice(0, 20_000));
}

/** Describes a recording without an answer in words: the failure, or its data. */
function describeRest(file: RecordingInDocument): string {
  const { choices, error } = file.reassembled;
  if (error !== null) return describeError(error);
  return choices.length > 0 ? "empty answer" : describeBody(file);
}

function describeChoice(choice: Choice): string {
  let said = start(choice.content?.text.trim() ?? "");
  if (choice.refusal?.text) said = joined(said, `refused: ${start(choice.refusal.text)}`, " ");
  for (const call of choice.toolCalls) said = joined(said, describeCall(call), " ");
  if (said !== "") return said;
  if (choice.reasoning?.text) return `thinks: ${start(choice.reasoning.text)}`;
  return choice.items.map(({ type }) => type).join(" ");
}

function joined(one: string, other: string, between: string): string {
  return one === "" || other === "" ? one + other : one + between + other;
}

/** `get_weather(city: "Paris")`; arguments that are not a JSON object are shown as they are. */
function describeCall(call: ToolCall): string {
  return `${call.name?.value ?? "?"}(${describeArguments(start(call.arguments.text))})`;
}

function describeArguments(text: string): string {
  try {
    const value = readJson(text);
    if (typeof value !== "object" || value === null || Array.isArray(value)) return text;
    return Object.entries(value)
      .map(([name, argument]) => `${name}: ${JSON.stringify(argument)}`)
      .join(", ");
  } catch {
    return text;
  }
}

/** `BadRequestError 400: …`. */
function describeError(error: ProviderError): string {
  const head = [error.type, error.status].filter((part) => part !== null).join(" ") || "error";
  const message = start(error.message.replace(/^Error code: \d+ - /, ""));
  return message === "" ? head : `${head}: ${message}`;
}

function describeBody(file: RecordingInDocument): string {
  const { format, path, source } = file.document;
  if (format.notRead !== undefined) return `${format.notRead(path, source.text)}: not read`;
  const chunks = file.recording?.chunks ?? [];
  if (file.recording !== undefined && file.family.describe !== undefined) return start(file.family.describe(file.recording));
  if (source.problem !== undefined && chunks.length === 0) return "";
  // Other fields of the response are not an answer.
  if (file.facts !== undefined) return "no answer";
  if (chunks.length > 1) return `${chunks.length} chunks`;
  return file.reassembled.notes.map((note) => note.adds).join(" ");
}

/** The part of a text that one line can need, so that a megabyte is not searched for blanks. */
const start = (text: string): string => text.slice(0, 2000);
