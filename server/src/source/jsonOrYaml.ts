/** Files that are written in either notation. */
import { jsonSource } from "./json";
import type { SourceText } from "../recording/sourceText";
import { yamlSource } from "./yaml";

/** A text that begins with a brace is JSON: YAML's writers begin with a key. */
export function jsonOrYaml(text: string): SourceText {
  return /^\uFEFF?\s*\{/.test(text) ? jsonSource(text) : yamlSource(text);
}
