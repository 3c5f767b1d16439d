/** Sources of files that may be JSON or YAML. */
import { jsonSource } from "./json";
import type { SourceText } from "../recording/sourceText";
import { yamlSource } from "./yaml";

/** A text that starts with a brace is read as JSON, because YAML writers start with a key. */
export function jsonOrYaml(text: string): SourceText {
  return /^\uFEFF?\s*\{/.test(text) ? jsonSource(text) : yamlSource(text);
}
