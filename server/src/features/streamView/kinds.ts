/** Properties of message items and content parts by their `type`, in the terms of OpenAI, Anthropic and Gemini. */

export interface Kind {
  /** The properties with text to read, in this order. */
  readonly texts?: readonly string[];
  /** The type is put before the text, which alone would not tell what it is. */
  readonly labelled?: boolean;
  /** The properties of a call; of several, the first that exists. */
  readonly call?: { readonly id: readonly string[]; readonly name: string; readonly arguments: readonly string[] };
  /** It answers a call, whose id is in the first of these properties. */
  readonly answers?: readonly string[];
  /** For an image, audio or a file: its noun. */
  readonly attachment?: string;
  /** The role of an item that is a message of its own. Others are named by their type. */
  readonly role?: string;
}

const plain: Kind = { texts: ["text"] };
const called = (...id: readonly string[]) => ({ id, name: "name", arguments: ["arguments", "args"] });
const attached = (attachment: string): Kind => ({ attachment });
const result = (id: string, text: string): Kind => ({ answers: [id], texts: [text], role: "tool" });

const kinds: Readonly<Record<string, Kind>> = {
  text: plain,
  input_text: plain,
  output_text: plain,
  summary_text: plain,
  reasoning_text: plain,
  refusal: { texts: ["refusal"], labelled: true },
  thinking: { texts: ["thinking"], labelled: true },
  redacted_thinking: { labelled: true },
  thought: { texts: ["summary"], labelled: true },
  search_result: { texts: ["title", "source", "content"], labelled: true },
  image: attached("image"),
  image_url: attached("image"),
  input_image: attached("image"),
  computer_screenshot: attached("computer_screenshot"),
  audio: attached("audio"),
  audio_url: attached("audio"),
  input_audio: attached("audio"),
  video: attached("video"),
  video_url: attached("video"),
  input_video: attached("video"),
  file: attached("file"),
  input_file: attached("file"),
  file_data: attached("file"),
  inline_data: attached("data"),
  document: attached("document"),
  container_upload: attached("container_upload"),
  tool_use: { call: { id: ["id"], name: "name", arguments: ["input"] } },
  server_tool_use: { call: { id: ["id"], name: "name", arguments: ["input"] }, labelled: true },
  mcp_tool_use: { call: { id: ["id"], name: "name", arguments: ["input"] }, labelled: true },
  tool_result: result("tool_use_id", "content"),
  toolUse: { call: { id: ["toolUseId"], name: "name", arguments: ["input"] } },
  toolResult: result("toolUseId", "content"),
  reasoningContent: { texts: ["reasoningText", "text"], labelled: true },
  guardContent: { texts: ["text"], labelled: true },
  function_result: result("call_id", "result"),
  function_response: { ...result("id", "response"), answers: ["id", "name"] },
  function_call: { call: called("call_id", "id"), role: "assistant" },
  custom_tool_call: { call: { id: ["call_id"], name: "name", arguments: ["input"] }, role: "assistant" },
  mcp_call: { call: called("id"), texts: ["output", "error"], role: "mcp_call" },
  mcp_approval_request: { call: called("id"), role: "mcp_approval_request" },
  reasoning: { texts: ["summary", "content"], role: "reasoning" },
  item_reference: { texts: ["id"], role: "item_reference" },
};

/** undefined for an unknown type, which is shown as it is. */
export function kindOf(type: string): Kind | undefined {
  if (Object.hasOwn(kinds, type)) return kinds[type];
  if (type.endsWith("_tool_result")) return { ...result("tool_use_id", "content"), labelled: true };
  if (type.endsWith("_call_output")) return { answers: ["call_id", "id"], texts: ["output"], role: "tool" };
  return undefined;
}

/** Gemini and Bedrock identify a part by the property it has. */
export const propertyKinds: readonly (readonly [type: string, ...names: readonly string[]])[] = [
  ["function_call", "function_call", "functionCall"],
  ["function_response", "function_response", "functionResponse"],
  ["inline_data", "inline_data", "inlineData"],
  ["file_data", "file_data", "fileData"],
  ["executable_code", "executable_code", "executableCode"],
  ["code_execution_result", "code_execution_result", "codeExecutionResult"],
  ["toolUse", "toolUse"],
  ["toolResult", "toolResult"],
  ["reasoningContent", "reasoningContent"],
  ["guardContent", "guardContent"],
  ["cachePoint", "cachePoint"],
  ["image", "image"],
  ["document", "document"],
  ["video", "video"],
];
