/** The request's messages, tools and settings in one form, whatever the provider's. */
import type { StreamView, ViewMessage } from "../../protocol";
import type { RecordedRequest } from "../../recording/recording";
import { instructionsOf, parametersOf, promptOf } from "../../recording/request";
import { toolsOf, type RequestTool } from "../../recording/requestTools";
import { messagesFrom, systemMessage } from "./messages";
import { cut } from "./readableBody";
import { asText, named } from "./unread";

type Conversation = Pick<StreamView, "messages" | "tools" | "settings">;

/** Reads the conversation from a request; unknown forms are shown as they are, never as an error. */
export function readConversation(request: RecordedRequest | undefined): Conversation {
  if (request?.kind === "tool") return { messages: [toolRun(request.toolName, request.kwargs)], tools: [], settings: [] };
  return { messages: messagesOf(request), tools: (toolsOf(request)?.tools ?? []).map(shownTool), settings: settingsOf(request) };
}

function toolRun(name: string, kwargs: unknown): ViewMessage {
  return { role: "call", text: "", toolCalls: [{ id: null, name, arguments: asText(kwargs) }] };
}

function messagesOf(request: RecordedRequest | undefined): readonly ViewMessage[] {
  const { form = "", turns = [] } = promptOf(request) ?? {};
  const bareRole = form === "input" || form === "prompt" ? form : "user";
  return [...instructionsOf(request).flatMap(systemMessage), ...turns.flatMap((turn) => messagesFrom(turn, bareRole))];
}

/** A hosted tool has a type instead of a name. */
function shownTool({ name, type, description, parameters }: RequestTool): StreamView["tools"][number] {
  return { name: name ?? type ?? "", description: description ?? null, parameters: parameters ?? null };
}

/** A longer value is not a setting that a reader would look for. */
const longestSetting = 2_000;

function settingsOf(request: RecordedRequest | undefined): StreamView["settings"] {
  return parametersOf(request).flatMap(({ name, value }) =>
    named(name, value).map((said) => ({ ...said, value: cut(said.value, longestSetting) })),
  );
}
