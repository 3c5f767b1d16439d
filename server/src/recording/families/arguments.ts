/** What a call is made with. */
import { compactJson } from "../json";

/** Arguments as JSON text, which is how a client gets them elsewhere: what came as a text stays as it is. */
export function argumentsText(value: unknown): string {
  if (typeof value === "string") return value;
  return value === undefined || value === null ? "{}" : compactJson(value, Infinity);
}
