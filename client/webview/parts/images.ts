/** Inline images, as thumbnails that can be enlarged. They are `data:` URLs, so nothing is ever fetched. */
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
