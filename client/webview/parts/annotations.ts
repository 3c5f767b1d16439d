/** Annotations of an answer: citations as links, anything else as it was sent. */
import { html, nothing } from "lit";
import type { Choice } from "../../../server/src/protocol";
import { send } from "../host";
import { isWebLink } from "../text/markdown";
import { revealChunk } from "./focus";

export function annotations(all: Choice["annotations"]) {
  if (all.length === 0) return nothing;
  const cited = all.map(({ value, chunk }) => ({ citation: citationOf(value), chunk }));
  const rest = all.filter((_, index) => !cited[index]?.citation).map(({ value }) => value);
  return html`<details class="annotations" ?open=${rest.length === 0}>
    <summary>Annotations <span class="dim">${all.length}</span></summary>
    <ol>
      ${cited.map(({ citation, chunk }) => (citation ? html`<li>${citationLine(citation, chunk)}</li>` : nothing))}
    </ol>
    ${rest.length === 0 ? nothing : html`<text-block .text=${JSON.stringify(rest)} json></text-block>`}
  </details>`;
}

interface Citation {
  readonly title: string;
  readonly url: string | null;
  readonly quote: string | null;
}

/** OpenAI's `url_citation` and `file_citation`, Anthropic's `cited_text`, Gemini's `web`; undefined for any other form. */
function citationOf(value: unknown): Citation | undefined {
  const outer = objectOf(value);
  const inner =
    [outer["url_citation"], outer["web"], outer["file_citation"]].map(objectOf).find((each) => Object.keys(each).length > 0) ??
    outer;
  const text = (...names: string[]) => names.map((name) => inner[name]).find((each) => typeof each === "string" && each !== "");
  const address = text("url", "uri");
  const title = text("title", "document_title", "filename", "file_id", "source") ?? address;
  if (typeof title !== "string") return undefined;
  const quote = text("cited_text", "quote");
  return {
    title,
    url: typeof address === "string" && isWebLink(address) ? address : null,
    quote: typeof quote === "string" ? quote : null,
  };
}

function citationLine({ title, url, quote }: Citation, chunk: number) {
  const open = (event: Event) => {
    event.preventDefault();
    event.stopPropagation();
    if (url !== null) send({ kind: "openLink", url });
  };
  return html`${url === null ? title : html`<a href=${url} title=${url} @click=${open}>${title}</a>`}
    <button class="link dim" @click=${revealChunk(chunk)}>chunk ${chunk + 1}</button>
    ${quote === null ? nothing : html`<div class="dim quote">${quote}</div>`}`;
}

const objectOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Readonly<Record<string, unknown>>) : {};
