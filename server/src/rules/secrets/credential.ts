/** A credential in a piece of text. Offsets in UTF-16 code units, `end` exclusive. `what` in words: "an OpenAI key". */
export interface Credential {
  readonly what: string;
  readonly start: number;
  readonly end: number;
}
