/** The fields of a Gemini answer that its reader covers; others are shown next to the answer. */
import { fields, usageFields } from "./also";
import { inBothSpellings } from "./geminiSpelling";

/** Besides text and calls: executed code, files, images, and thought signatures. */
export const itemKinds = [
  ...["executable_code", "executableCode", "code_execution_result", "codeExecutionResult", "inline_data", "inlineData"],
  ...["file_data", "fileData", "function_response", "functionResponse", "tool_call", "toolCall"],
  ...["tool_response", "toolResponse", "thought_signature", "thoughtSignature"],
];

const token = { ...fields("string", "token"), ...fields("number", "log_probability"), ...fields(true, "token_id") };

const part = {
  ...fields("string", "text"),
  ...fields("boolean", "thought"),
  function_call: {
    ...fields("string", "id", "name"),
    ...fields("boolean", "will_continue"),
    ...fields(true, "args", "partial_args"),
  },
  ...fields(true, ...itemKinds),
};

const candidate = {
  ...fields("number", "index"),
  ...fields("string", "finish_reason"),
  content: { ...fields("string", "role"), parts: part },
  citation_metadata: fields(true, "citations", "citation_sources"),
  ...fields(true, "grounding_metadata", "url_context_metadata"),
  logprobs_result: { chosen_candidates: token, top_candidates: { candidates: token } },
};

const counts = fields("number", "prompt_token_count", "candidates_token_count", "total_token_count");
const usage = usageFields(...Object.keys(inBothSpellings(counts)));

export const generateFields = inBothSpellings({
  candidates: candidate,
  usage_metadata: usage,
  prompt_feedback: fields("string", "block_reason", "block_reason_message"),
  ...fields("string", "model_version"),
  error: { ...fields("string", "message", "status"), ...fields("number", "code") },
  // Transport data and ids.
  ...fields(true, "response_id", "create_time", "sdk_http_response"),
});
