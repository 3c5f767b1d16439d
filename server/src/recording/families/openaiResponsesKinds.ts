/** The kinds of texts in the items of an OpenAI response, and the fields and parts that hold them. */
import { stringOf, type JsonObject } from "../json";

/** The texts an item can have: those of its parts, and the one that is what a call is called with. */
export type TextKind = "content" | "refusal" | "summary" | "reasoning" | "input";

/** The field that holds what an item of this type is called with, or runs. */
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

/** The kinds of texts in each list of parts. */
export const kindsIn = { summary: ["summary"], content: ["content", "refusal", "reasoning"] } as const;

/** Summaries are of one kind. */
export function kindOf(part: JsonObject, list: "summary" | "content"): TextKind | undefined {
  return list === "summary" ? "summary" : partKinds[stringOf(part.type) ?? ""];
}
