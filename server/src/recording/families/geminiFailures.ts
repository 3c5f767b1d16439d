/** Why a Gemini answer ended without being complete, in words, by finish reason or status. */

const safety = "the provider's safety filter cut it off";
const recites = "it recites its sources";

/** Finish reasons of `generateContent`, except those of a complete answer. */
export const generateFailures: Readonly<Record<string, string>> = {
  SAFETY: safety,
  IMAGE_SAFETY: safety,
  MODEL_ARMOR: safety,
  RECITATION: recites,
  IMAGE_RECITATION: recites,
  LANGUAGE: "it is in a language that the model does not support",
  BLOCKLIST: "it holds forbidden words",
  PROHIBITED_CONTENT: "it holds prohibited content",
  IMAGE_PROHIBITED_CONTENT: "it holds prohibited content",
  SPII: "it holds personal data",
  MALFORMED_FUNCTION_CALL: "the model made a malformed function call",
  MALFORMED_RESPONSE: "the model made a malformed answer",
  UNEXPECTED_TOOL_CALL: "the model called a tool that it was not offered",
  TOO_MANY_TOOL_CALLS: "the model called tools again and again",
  MISSING_THOUGHT_SIGNATURE: "the request quotes a call without its thought signature",
  NO_IMAGE: "an image was asked for and none was made",
  IMAGE_OTHER: "the image was not made, for a reason that the provider does not name",
  OTHER: "the provider stopped it for a reason that it does not name",
};

/** Statuses of an interaction that has ended. */
export const interactionFailures: Readonly<Record<string, string>> = {
  failed: "the interaction failed",
  cancelled: "the interaction was cancelled",
  incomplete: "the interaction was cut off",
  budget_exceeded: "the interaction used up its budget",
};
