/** What the stream view's page and the extension say to each other. The page names no file and no command: only what it was shown. */
import type { StreamView } from "../../../server/src/protocol";

export type MessageFromPage =
  /** The page is loaded and wants everything. */
  | { readonly kind: "ready" }
  | { readonly kind: "revealChunk"; readonly index: number }
  | { readonly kind: "revealFinding"; readonly index: number }
  /** A chunk was chosen without asking for it to be shown: the JSON follows if the user wants that. */
  | { readonly kind: "chunkSelected"; readonly index: number }
  | { readonly kind: "openTurn"; readonly index: number }
  /** Another recording of the same file. */
  | { readonly kind: "openSibling"; readonly index: number }
  /** Quick fix `fix` of finding `finding`, as the host listed them. */
  | { readonly kind: "applyFix"; readonly finding: number; readonly fix: number }
  | { readonly kind: "openTest" }
  | { readonly kind: "openFile" }
  /** The host asks what as, or with what. */
  | { readonly kind: "copyAs" }
  | { readonly kind: "compare" }
  /** A link in recorded text: http(s) only, and only after VS Code's own question. */
  | { readonly kind: "openLink"; readonly url: string }
  | { readonly kind: "copy"; readonly text: string };

export type MessageToPage =
  /** Everything there is to show; `note` says what is not as it should be with the file itself. */
  | { readonly kind: "state"; readonly view: StreamView; readonly note: string | null }
  /** One sentence on why there is nothing newer to show, or why a wish was not carried out. `fatal`: there is nothing to show at all. */
  | { readonly kind: "error"; readonly message: string; readonly fatal: boolean }
  /** The cursor in the JSON editor stands in this chunk. */
  | { readonly kind: "selectChunk"; readonly index: number }
  /** Titles of the quick fixes of each finding of the state. */
  | { readonly kind: "fixes"; readonly fixes: readonly (readonly string[])[] };

/** What the page remembers across reloads. `uri`, the recording's id, lets the editor open the same one after a restart. */
export interface PageState {
  readonly uri: string;
  readonly selected: number | null;
  readonly scroll: number;
  /** The chunk after which the answer is shown; null for the whole. */
  readonly position: number | null;
  /** Markdown and JSON as they mean to look. */
  readonly rendered: boolean;
}

const longestCopy = 20_000_000;
const longestLink = 10_000;

/** The message, or undefined when it is none that the page would send: content of the page is not trusted. */
export function parseMessage(value: unknown): MessageFromPage | undefined {
  if (!isObject(value)) return undefined;
  switch (value["kind"]) {
    case "ready":
    case "openTest":
    case "openFile":
    case "copyAs":
    case "compare":
      return { kind: value["kind"] };
    case "openLink":
      return isLink(value["url"]) ? { kind: "openLink", url: value["url"] } : undefined;
    case "applyFix":
      return isIndex(value["finding"]) && isIndex(value["fix"])
        ? { kind: "applyFix", finding: value["finding"], fix: value["fix"] }
        : undefined;
    case "revealChunk":
    case "revealFinding":
    case "chunkSelected":
    case "openTurn":
    case "openSibling":
      return isIndex(value["index"]) ? { kind: value["kind"], index: value["index"] } : undefined;
    case "copy":
      return typeof value["text"] === "string" && value["text"].length <= longestCopy
        ? { kind: "copy", text: value["text"] }
        : undefined;
    default:
      return undefined;
  }
}

/** The recording of a remembered page; undefined when the state is not one we wrote. */
export function rememberedUri(state: unknown): string | undefined {
  return isObject(state) && typeof state["uri"] === "string" ? state["uri"] : undefined;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isLink = (value: unknown): value is string =>
  typeof value === "string" && value.length <= longestLink && /^https?:\/\//i.test(value) && URL.canParse(value);

const isIndex = (value: unknown): value is number => typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
