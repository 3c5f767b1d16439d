/** The messages between the stream view's page and the extension. The page never names files or commands, only things in what it shows. */
import * as z from "zod/mini";
import type { StreamView } from "../../../server/src/protocol";

const longestCopy = 20_000_000;
const longestLink = 10_000;

const index = z.int().check(z.nonnegative());

/** A link in recorded text: only http(s), and only after VS Code's own question. */
const link = z.string().check(
  z.maxLength(longestLink),
  z.regex(/^https?:\/\//i),
  z.refine((text) => URL.canParse(text)),
);

const messageFromPage = z.discriminatedUnion("kind", [
  /** The page is loaded and needs its state. */
  z.object({ kind: z.literal("ready") }),
  z.object({ kind: z.literal("revealChunk"), index }),
  z.object({ kind: z.literal("revealFinding"), index }),
  /** A chunk was selected but not opened: the JSON editor follows if the user's setting says so. */
  z.object({ kind: z.literal("chunkSelected"), index }),
  z.object({ kind: z.literal("openTurn"), index }),
  /** Another recording of the same file. */
  z.object({ kind: z.literal("openSibling"), index }),
  /** Quick fix `fix` of finding `finding`, by index in the lists that the host sent. */
  z.object({ kind: z.literal("applyFix"), finding: index, fix: index }),
  z.object({ kind: z.literal("openTest") }),
  z.object({ kind: z.literal("openFile") }),
  /** The host asks for the format, or the other recording. */
  z.object({ kind: z.literal("copyAs") }),
  z.object({ kind: z.literal("compare") }),
  z.object({ kind: z.literal("openLink"), url: link }),
  z.object({ kind: z.literal("copy"), text: z.string().check(z.maxLength(longestCopy)) }),
]);

export type MessageFromPage = Readonly<z.infer<typeof messageFromPage>>;

/** The message, or undefined if the page would never send it, because its content is not trusted. */
export function parseMessage(value: unknown): MessageFromPage | undefined {
  return messageFromPage.safeParse(value).data;
}

export type MessageToPage =
  /** The whole state for `target`, the requested recording; `note` says what is wrong with the file itself. */
  | { readonly kind: "state"; readonly target: string; readonly view: StreamView; readonly note: string | null }
  /** Why there is nothing newer to show, or why a request failed, in one sentence. `fatal`: there is nothing to show at all. */
  | { readonly kind: "error"; readonly message: string; readonly fatal: boolean }
  /** The cursor in the JSON editor is in this chunk. */
  | { readonly kind: "selectChunk"; readonly index: number }
  /** Titles of the quick fixes for each finding of the state. */
  | { readonly kind: "fixes"; readonly fixes: readonly (readonly string[])[] };

const pageState = z.object({
  /** The recording's id, with which the editor reopens it after a restart. */
  uri: z.string(),
  selected: z.nullable(z.number()),
  scroll: z.number(),
  /** The chunk after which the answer is shown; null for the whole answer. */
  position: z.nullable(z.number()),
  /** Whether Markdown and JSON are rendered. */
  rendered: z.boolean(),
});

/** The state that the page remembers across reloads. */
export type PageState = Readonly<z.infer<typeof pageState>>;

const remembered = z.pick(pageState, { uri: true });

/** The recording in a remembered state of any version; undefined if it is not ours. */
export function rememberedUri(state: unknown): string | undefined {
  return remembered.safeParse(state).data?.uri;
}
