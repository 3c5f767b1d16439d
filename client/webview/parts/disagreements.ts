/** Places where client libraries make different things of the same stream. */
import { html, nothing } from "lit";
import type { Disagreement } from "../../../server/src/protocol";
import { revealChunk } from "./focus";

export function disagreements(all: readonly Disagreement[]) {
  if (all.length === 0) return nothing;
  return html`<div class="disagreements" role="group" aria-label="Clients disagree">
    <vscode-icon class="warning" name="warning"></vscode-icon>
    <div>
      ${all.map(
        ({ what, chunk, readings }) =>
          html`<div>
            Clients disagree on the ${what} (<button class="link" @click=${revealChunk(chunk)}>chunk ${chunk + 1}</button>):
            ${readings.map(({ client, sees }, index) => html`${index > 0 ? "; " : ""}${client} sees <code>${sees}</code>`)}.
          </div>`,
      )}
    </div>
  </div>`;
}
