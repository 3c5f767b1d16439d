/** Tells cassettes from other YAML and JSON by their first kilobyte. In folders for cassettes only, broken files count too. */
import { isAmongCassettes } from "../places";

/** `head` is empty for an empty file, and if only the base name is known. */
export function isCassette(path: string, head: string): boolean {
  const isYaml = /\.ya?ml(?:\.gz)?$/.test(path);
  if (!isYaml && !/\.json(?:\.gz)?$/.test(path)) return false;
  if (head === "") return path.includes("/") ? isAmongCassettes(path) : isYaml;
  if (json.test(head) || (isYaml && list.test(head) && part.test(head))) return true;
  return isAmongCassettes(path) && (isYaml ? mayBeBrokenYaml(head) : mayBeBrokenJson(head));
}

const json = /^\uFEFF?\s*\{\s*(?:"version"\s*:\s*\d+\s*,\s*)?"(?:interactions|requests)"\s*:/;
const list = /^(?:interactions|requests)[ \t]*:/m;
const part = /^[ \t-]*(?:request|response|body|uri|url)[ \t]*:/m;

/** Nothing that other files start with, or the start of a recording under a misspelt key. */
function mayBeBrokenYaml(head: string): boolean {
  if (/^\uFEFF?\s*\{/.test(head)) return mayBeBrokenJson(head);
  const isList = /^(?:- )?(?:interactions|requests?|responses)[ \t]*:|^[ \t]*- request:/m.test(head);
  return isList || !/^(?:- )?["']?[\w.$/-]+["']?[ \t]*:(?:\s|$)|^- |^#/m.test(head);
}

/** The start of the list, or not even a field name. */
function mayBeBrokenJson(head: string): boolean {
  const rest = head.replace(/^\uFEFF?\s*\{\s*(?:"version"\s*:\s*\d+\s*,?\s*)?/, "");
  return /^"(?:interactions|requests)"/.test(rest) || !/^"[^"\n]*"\s*:|^[[\]}]/.test(rest);
}
