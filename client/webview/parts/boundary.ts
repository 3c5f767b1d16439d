/** An error boundary: a part that cannot be rendered says so and shows its raw data, without affecting the rest of the page. */
import { html, LitElement } from "lit";

/** The result of `make`, which renders the part. `raw` is its data: a text, or a value that is shown as JSON. */
export function bounded(make: () => unknown, raw: unknown): unknown {
  try {
    return make();
  } catch (error) {
    return html`<div class="note warning" role="alert">${apology(error)}</div>
      <text-block .text=${rawText(raw)} code></text-block>`;
  }
}

/** The same for an element. */
export abstract class BoundedElement extends LitElement {
  #failure: HTMLElement | undefined;

  /** The element's data as text. */
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

/** Any value as text, as far as possible. */
export function rawText(raw: unknown): string {
  if (typeof raw === "string") return raw;
  try {
    return JSON.stringify(raw, null, 2);
  } catch {
    return String(raw);
  }
}
