/** What the stream view's page and the extension say to each other. The page names no file and no command: only what it was shown. */
import * as z from "zod/mini";
import type { StreamView } from "../../../server/src/protocol";

const longestCopy = 20_000_000;
const longestLink = 10_000;

const index = z.int().check(z.nonnegative());

/** A link in recorded text: http(s) only, and only after VS Code's own question. */
const link = z.string().check(
  z.maxLength(longestLink),
  z.regex(/^https?:\/\//i),
  z.refine((text) => URL.canParse(text)),
);

const messageFromPage = z.discriminatedUnion("kind", [
  /** The page is loaded and wants everything. */
  z.object({ kind: z.literal("ready") }),
  z.object({ kind: z.literal("revealChunk"), index }),
  z.object({ kind: z.literal("revealFinding"), index }),
  /** A chunk was chosen without asking for it to be shown: the JSON follows if the user wants that. */
  z.object({ kind: z.literal("chunkSelected"), index }),
  z.object({ kind: z.literal("openTurn"), index }),
  /** Another recording of the same file. */
  z.object({ kind: z.literal("openSibling"), index }),
  /** Quick fix `fix` of finding `finding`, as the host listed them. */
  z.object({ kind: z.literal("applyFix"), finding: index, fix: index }),
  z.object({ kind: z.literal("openTest") }),
  z.object({ kind: z.literal("openFile") }),
  /** The host asks what as, or with what. */
  z.object({ kind: z.literal("copyAs") }),
  z.object({ kind: z.literal("compare") }),
  z.object({ kind: z.literal("openLink"), url: link }),
  z.object({ kind: z.literal("copy"), text: z.string().check(z.maxLength(longestCopy)) }),
]);

export type MessageFromPage = Readonly<z.infer<typeof messageFromPage>>;

/** The message, or undefined when it is none that the page would send: content of the page is not trusted. */
export function parseMessage(value: unknown): MessageFromPage | undefined {
  return messageFromPage.safeParse(value).data;
}

export type MessageToPage =
  /** Everything there is to show of `target`, the recording that was asked for; `note` says what is not as it should be with the file itself. */
  | { readonly kind: "state"; readonly target: string; readonly view: StreamView; readonly note: string | null }
  /** One sentence on why there is nothing newer to show, or why a request was not carried out. `fatal`: there is nothing to show at all. */
  | { readonly kind: "error"; readonly message: string; readonly fatal: boolean }
  /** The cursor in the JSON editor stands in this chunk. */
  | { readonly kind: "selectChunk"; readonly index: number }
  /** Titles of the quick fixes of each finding of the state. */
  | { readonly kind: "fixes"; readonly fixes: readonly (readonly string[])[] };

const pageState = z.object({
  /** The recording's id: the editor opens the same one after a restart. */
  uri: z.string(),
  selected: z.nullable(z.number()),
  scroll: z.number(),
  /** The chunk after which the answer is shown; null for the whole. */
  position: z.nullable(z.number()),
  /** Markdown and JSON as they mean to look. */
  rendered: z.boolean(),
});

/** What the page remembers across reloads. */
export type PageState = Readonly<z.infer<typeof pageState>>;

const remembered = z.pick(pageState, { uri: true });

/** The recording of a remembered page, of whatever version of it; undefined when the state is not one we wrote. */
export function rememberedUri(state: unknown): string | undefined {
  return remembered.safeParse(state).data?.uri;
}
