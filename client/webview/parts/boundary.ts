/** A part that cannot be shown costs its own place on the page, not the page: it says so, and shows what it was given as it is. */
import { html, LitElement } from "lit";

/** What `make` makes of the part. `raw` is what it is made of: a text, or a value that is shown as JSON. */
export function bounded(make: () => unknown, raw: unknown): unknown {
  try {
    return make();
  } catch (error) {
    return html`<div class="note warning" role="alert">${apology(error)}</div>
      <text-block .text=${rawText(raw)} code></text-block>`;
  }
}

/** For an element that is a part by itself: where rendering it fails, it shows the same. */
export abstract class BoundedElement extends LitElement {
  #failure: HTMLElement | undefined;

  /** What the element was given, as a text. */
  protected abstract get raw(): string;

  protected override performUpdate(): void {
    this.#failure?.remove();
    this.#failure = undefined;
    try {
      super.performUpdate();
    } catch (error) {
      const failure = document.createElement("div");
      failure.className = "text";
      failure.append(apology(error), document.createElement("br"), this.raw);
      this.renderRoot.append(failure);
      this.#failure = failure;
    }
  }
}

const apology = (error: unknown): string =>
  `This part cannot be shown: ${error instanceof Error ? error.message : String(error)}`;

/** Any value as text, as far as it can be shown. */
export function rawText(raw: unknown): string {
  if (typeof raw === "string") return raw;
  try {
    return JSON.stringify(raw, null, 2);
  } catch {
    return String(raw);
  }
}
