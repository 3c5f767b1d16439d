/** Tokens coloured by probability. */
import { html, nothing } from "lit";
import type { TokenLogprob } from "../../../server/src/protocol";
import { withMarks } from "../format";
import { revealChunk } from "./focus";

/** Limited, because each token is an element. */
const mostTokens = 3_000;

export function logprobs(tokens: readonly TokenLogprob[]) {
  if (tokens.length === 0) return nothing;
  const mean = Math.exp(tokens.reduce((sum, { logprob }) => sum + logprob, 0) / tokens.length);
  return html`<details class="logprobs">
    <summary>Token probabilities <span class="dim">${tokens.length} tokens, ${percent(mean)} on average</span></summary>
    <div class="heat mono">
      ${tokens
        .slice(0, mostTokens)
        .map(
          (token) =>
            html`<button
              class="token sure${level(token.logprob)}"
              tabindex="-1"
              title=${titleOf(token)}
              .textContent=${shown(token.token)}
              @click=${revealChunk(token.chunk)}
            ></button>`,
        )}${tokens.length > mostTokens ? html`<span class="dim">… ${tokens.length - mostTokens} more</span>` : nothing}
    </div>
    <div class="note dim" aria-hidden="true">
      ${[5, 4, 3, 2, 1, 0].map((each) => html`<span class="token sure${each}" .textContent=${levelNames[each] ?? ""}></span>`)}
    </div>
  </details>`;
}

/** From 5 for certain to 0 for a guess. */
function level(logprob: number): number {
  const probability = Math.exp(logprob);
  return [0.1, 0.3, 0.5, 0.8, 0.95].filter((limit) => probability >= limit).length;
}

const levelNames = ["< 10 %", "10 %", "30 %", "50 %", "80 %", "≥ 95 %"];

const percent = (probability: number): string => `${(probability * 100).toFixed(probability > 0.9995 ? 0 : 1)} %`;

const shown = (text: string): string =>
  withMarks(text)
    .map((stretch) => (stretch.text.startsWith("·") && stretch.mark ? " ".repeat(stretch.text.length) : stretch.text))
    .join("");

function titleOf({ token, logprob, top }: TokenLogprob): string {
  const others = top.map((each) => `${JSON.stringify(each.token)} ${percent(Math.exp(each.logprob))}`);
  return [`${JSON.stringify(token)} ${percent(Math.exp(logprob))}`, ...others].join("\n");
}
