/** Arguments of calls. */
import { compactJson } from "../json";

/** Arguments as JSON text, which most clients get; text stays as it is. */
export function argumentsText(value: unknown): string {
  if (typeof value === "string") return value;
  return value === undefined || value === null ? "{}" : compactJson(value, Infinity);
}
