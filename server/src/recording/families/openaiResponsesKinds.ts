/** The kinds of text in the items of an OpenAI response, and the fields and parts that contain them. */
import { stringOf, type JsonObject } from "../json";

/** The texts of an item: those of its parts, and the input of a call. */
export type TextKind = "content" | "refusal" | "summary" | "reasoning" | "input";

/** The field with the input of an item of this type. */
export const inputFields: Readonly<Record<string, string>> = {
  function_call: "arguments",
  custom_tool_call: "input",
  mcp_call: "arguments",
  code_interpreter_call: "code",
};

const partKinds: Readonly<Record<string, TextKind>> = {
  output_text: "content",
  refusal: "refusal",
  reasoning_text: "reasoning",
};

/** The type of an item with such a text. */
export const typesByText: Readonly<Record<TextKind, string>> = {
  content: "message",
  refusal: "message",
  summary: "reasoning",
  reasoning: "reasoning",
  input: "function_call",
};

/** The kinds of text in each list of parts. */
export const kindsIn = { summary: ["summary"], content: ["content", "refusal", "reasoning"] } as const;

/** Summaries have only one kind. */
export function kindOf(part: JsonObject, list: "summary" | "content"): TextKind | undefined {
  return list === "summary" ? "summary" : partKinds[stringOf(part.type) ?? ""];
}
