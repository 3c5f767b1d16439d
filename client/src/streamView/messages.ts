/** What the stream view's page and the extension say to each other. The page names no file and no command: only what it was shown. */
import type { StreamView } from "../../../server/src/protocol";

export type MessageFromPage =
  /** The page is loaded and wants everything. */
  | { readonly kind: "ready" }
  | { readonly kind: "revealChunk"; readonly index: number }
  | { readonly kind: "revealFinding"; readonly index: number }
  | { readonly kind: "openTest" }
  | { readonly kind: "openFile" }
  | { readonly kind: "copy"; readonly text: string };

export type MessageToPage =
  /** Everything there is to show; `note` says what is not as it should be with the file itself. */
  | { readonly kind: "state"; readonly view: StreamView; readonly note: string | null }
  /** One sentence on why there is nothing newer to show, or why a wish was not carried out. `fatal`: there is nothing to show at all. */
  | { readonly kind: "error"; readonly message: string; readonly fatal: boolean }
  /** The cursor in the JSON editor stands in this chunk. */
  | { readonly kind: "selectChunk"; readonly index: number };

/** What the page remembers across reloads. `uri` lets the editor open the same recording after a restart. */
export interface PageState {
  readonly uri: string;
  readonly selected: number | null;
  readonly scroll: number;
}

const longestCopy = 20_000_000;

/** The message, or undefined when it is none that the page would send: content of the page is not trusted. */
export function parseMessage(value: unknown): MessageFromPage | undefined {
  if (!isObject(value)) return undefined;
  switch (value["kind"]) {
    case "ready":
    case "openTest":
    case "openFile":
      return { kind: value["kind"] };
    case "revealChunk":
    case "revealFinding":
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

const isIndex = (value: unknown): value is number => typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
