/** Places where client libraries read the same stream differently. */
import { html, nothing } from "lit";
import type { Disagreement } from "../../../server/src/protocol";
import { withCode } from "../text/withCode";
import { revealChunk } from "./focus";

export function disagreements(all: readonly Disagreement[]) {
  if (all.length === 0) return nothing;
  return html`<div class="disagreements" role="group" aria-label="Clients disagree">
    <vscode-icon class="warning" name="warning"></vscode-icon>
    <div>
      ${all.map(
        ({ what, chunk, readings }) =>
          html`<div>Clients disagree on the ${withCode(what)} (${linkTo(chunk)}): ${readings.map(reading)}.</div>`,
      )}
    </div>
  </div>`;
}

const linkTo = (chunk: number) => html`<button class="link" @click=${revealChunk(chunk)}>chunk ${chunk + 1}</button>`;

const reading = ({ client, sees }: Disagreement["readings"][number], index: number) =>
  html`${index > 0 ? "; " : ""}${withCode(client)} sees <span class="sees">${withCode(sees)}</span>`;
