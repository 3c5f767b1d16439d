/** Inline images, small until somebody wants to see more. Nothing is ever fetched: they are `data:` URLs. */
import { html } from "lit";

export function images(sources: readonly string[]) {
  return html`<div class="images">
    ${sources.map((source, index) =>
      source.startsWith("data:image/")
        ? html`<button class="image" aria-label="Image ${index + 1}, larger" aria-pressed="false" @click=${enlarge}>
            <img src=${source} alt="Inline image ${index + 1}" />
          </button>`
        : "",
    )}
  </div>`;
}

function enlarge({ currentTarget }: Event): void {
  if (!(currentTarget instanceof Element)) return;
  const isLarge = currentTarget.classList.toggle("large");
  currentTarget.setAttribute("aria-pressed", String(isLarge));
}
