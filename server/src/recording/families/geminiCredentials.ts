/** The header with which a client authenticates at Gemini's own endpoints. */
export const geminiCredentials: readonly string[] = ["x-goog-api-key: $GEMINI_API_KEY"];
