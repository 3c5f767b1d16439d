/** The ratings of the provider's safety filter. */
import { html, nothing } from "lit";
import type { SafetyRating } from "../../../server/src/protocol";

export function safety(ratings: readonly SafetyRating[]) {
  if (ratings.length === 0) return nothing;
  const blocked = ratings.filter((rating) => rating.blocked).length;
  return html`<details class="safety" ?open=${blocked > 0}>
    <summary>Safety ratings <span class="dim">${ratings.length}${blocked > 0 ? `, ${blocked} blocked` : nothing}</span></summary>
    <ul>
      ${ratings.map(
        ({ category, probability, blocked: isBlocked }) =>
          html`<li class=${isBlocked ? "blocked" : ""}>
            ${category} <span class="dim">${probability}</span>${isBlocked ? " · blocked" : nothing}
          </li>`,
      )}
    </ul>
  </details>`;
}
