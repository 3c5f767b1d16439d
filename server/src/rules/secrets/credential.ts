/** A credential in a text. Offsets in UTF-16 code units, `end` exclusive. `what` describes it: "an OpenAI key". */
export interface Credential {
  readonly what: string;
  readonly start: number;
  readonly end: number;
}
