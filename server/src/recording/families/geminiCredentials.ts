/** The header with which a client of Gemini's own endpoints says who it is. */
export const geminiCredentials: readonly string[] = ["x-goog-api-key: $GEMINI_API_KEY"];
