/** Which recordings of a test are turns of one conversation. */
import { createHash } from "node:crypto";
import { compactJson } from "../recording/json";
import type { RecordedRequest } from "../recording/recording";
import type { RecordingSummary } from "./summary";
import { parentOf } from "./uris";

/** One rolling digest per message of a request, as `RecordingSummary.conversation` describes them. */
export function conversationDigests(request: RecordedRequest | undefined): readonly string[] {
  let previous = "";
  return messagesOf(request).map((message) => {
    previous = createHash("sha1").update(previous).update(compactJson(message, Infinity)).digest("base64").slice(0, 12);
    return previous;
  });
}

function messagesOf(request: RecordedRequest | undefined): readonly unknown[] {
  if (request?.kind !== "inference" && request?.kind !== "http") return [];
  const { body } = request;
  if (typeof body !== "object" || body === null) return [];
  const messages = ["messages", "contents", "input"].map((name) => (body as Record<string, unknown>)[name]);
  return messages.find((value): value is unknown[] => Array.isArray(value)) ?? [];
}

/** A recording's place in its conversation, counted from 1. */
export interface Turn {
  readonly number: number;
  readonly of: number;
}

/**
 * The turn that a recording is among those of the same test: known when each request starts with all messages of the one before and adds some.
 * undefined when the recordings do not line up like that, or there is only one.
 */
export function turnOf(recording: RecordingSummary, ofSameTest: readonly RecordingSummary[]): Turn | undefined {
  const folder = parentOf(recording.uri);
  const turns = ofSameTest
    .filter((other) => parentOf(other.uri) === folder && other.conversation.length > 0)
    .sort((a, b) => a.conversation.length - b.conversation.length);
  const chained = turns.every((turn, index) => index === 0 || continues(turn, turns[index - 1]));
  const index = turns.findIndex((turn) => turn.uri === recording.uri);
  return chained && turns.length > 1 && index >= 0 ? { number: index + 1, of: turns.length } : undefined;
}

function continues({ conversation }: RecordingSummary, earlier: RecordingSummary | undefined): boolean {
  const length = earlier?.conversation.length ?? 0;
  return conversation.length > length && conversation[length - 1] === earlier?.conversation.at(-1);
}
