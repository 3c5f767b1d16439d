/** The ways to show recorded text, all made of text nodes: plain, as Markdown, as indented JSON. */
import type { Token } from "../../../server/src/protocol";
import { send } from "../host";
import { prettyJson } from "./json";
import { isWebLink, looksLikeMarkdown, renderMarkdown } from "./markdown";

export type Form = "plain" | "markdown" | "json";

/** Coloured tokens are elements, so larger texts are shown plain. */
const mostTokens = 20_000;

export interface Rendering {
  readonly form: Form;
  readonly nodes: Node;
}

/** Chooses how to show a text. `markdown` and `json` allow these forms; anything else is plain. */
export function rendered(text: string, { markdown, json }: { readonly markdown: boolean; readonly json: boolean }): Rendering {
  const tokens = json ? prettyJson(text) : undefined;
  if (tokens && tokens.length <= mostTokens) return { form: "json", nodes: tokenNodes(tokens) };
  if (markdown && looksLikeMarkdown(text)) return { form: "markdown", nodes: renderMarkdown(text) };
  return { form: "plain", nodes: document.createTextNode(text) };
}

/** The tokens of JSON as nodes, with the classes of `renderingStyles`. */
export function tokenNodes(tokens: readonly Token[]): DocumentFragment {
  const fragment = document.createDocumentFragment();
  for (const { kind, text } of tokens) {
    if (kind === "plain") fragment.append(text);
    else {
      const span = document.createElement("span");
      span.className = kind;
      span.textContent = text;
      fragment.append(span);
    }
  }
  return fragment;
}

/** For an element with Markdown: asks the host to open a link, which VS Code confirms with the user. Returns whether it was a link. */
export function followLink(event: Event): boolean {
  const link = event.composedPath().find((target) => target instanceof HTMLAnchorElement);
  if (!link) return false;
  event.preventDefault();
  event.stopPropagation();
  if (isWebLink(link.href)) send({ kind: "openLink", url: link.href });
  return true;
}
