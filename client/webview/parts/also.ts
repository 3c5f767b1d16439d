/** What the response contains besides the answer: a provider's extensions, each with its chunk. */
import { html, nothing } from "lit";
import { pathText, type AlsoSaid } from "../../../server/src/protocol";
import { revealChunk } from "./focus";

export function also(all: readonly AlsoSaid[]) {
  if (all.length === 0) return nothing;
  return html`<details class="annotations">
    <summary>Also <span class="dim">${all.length}</span></summary>
    ${all.slice(0, mostShown).map(line)}
    ${all.length > mostShown ? html`<div class="note dim">and ${all.length - mostShown} more</div>` : nothing}
  </details>`;
}

const mostShown = 500;

function line({ path, value, chunk }: AlsoSaid) {
  return html`<details class="item">
    <summary><code>${pathText(path)}</code> <span class="dim">${summaryOf(value)}</span></summary>
    <button class="link dim" @click=${revealChunk(chunk)}>chunk ${chunk + 1}</button>
    <text-block .text=${JSON.stringify(value)} json></text-block>
  </details>`;
}

const summaryOf = (value: unknown): string =>
  typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? String(value).slice(0, 120) : "";
