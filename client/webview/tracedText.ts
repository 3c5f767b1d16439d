/** Text of the answer that knows its chunks: pointing at it shows which chunk gave it, and the reverse. */
import { css, html, LitElement, type PropertyValues } from "lit";
import { customElement, property, query } from "lit/decorators.js";
import type { TracedText } from "../../server/src/protocol";
import { common } from "./styles";

/** Ranges are painted without elements of their own; where the browser cannot, nothing is marked. */
const highlightNames = { hovered: "tapedeck-hovered", selected: "tapedeck-selected" } as const;
type Mark = keyof typeof highlightNames;

function highlightFor(mark: Mark): Highlight | undefined {
  if (!("highlights" in CSS)) return undefined;
  const name = highlightNames[mark];
  const known = CSS.highlights.get(name) ?? new Highlight();
  CSS.highlights.set(name, known);
  return known;
}

@customElement("traced-text")
export class TracedTextElement extends LitElement {
  static override styles = [
    common,
    css`
      :host {
        display: block;
      }
      ::highlight(tapedeck-hovered) {
        background-color: var(--vscode-editor-hoverHighlightBackground);
        text-decoration: underline;
      }
      ::highlight(tapedeck-selected) {
        background-color: var(--vscode-editor-findMatchHighlightBackground);
        text-decoration: underline;
      }
    `,
  ];

  @property({ attribute: false }) traced: TracedText = { text: "", pieces: [] };
  @property({ attribute: false }) hovered: number | null = null;
  @property({ attribute: false }) selected: number | null = null;
  @query(".text") private readonly box!: HTMLElement;
  private readonly marked: Record<Mark, Range[]> = { hovered: [], selected: [] };

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.unmark("hovered");
    this.unmark("selected");
  }

  protected override render() {
    return html`<div
      class="text"
      dir="auto"
      .textContent=${this.traced.text}
      @pointermove=${this.onPointerMove}
      @pointerleave=${() => this.tell("chunk-hover", null)}
      @click=${this.onClick}
    ></div>`;
  }

  protected override updated(changed: PropertyValues<this>): void {
    for (const mark of ["hovered", "selected"] as const)
      if (changed.has(mark) || changed.has("traced")) {
        this.unmark(mark);
        this.mark(mark, this[mark]);
      }
  }

  private mark(mark: Mark, chunk: number | null): void {
    const node = this.box.firstChild;
    const highlight = highlightFor(mark);
    if (!node || !highlight || chunk === null) return;
    let offset = 0;
    for (const piece of this.traced.pieces) {
      if (piece.chunk === chunk) {
        const range = new Range();
        range.setStart(node, offset);
        range.setEnd(node, offset + piece.length);
        highlight.add(range);
        this.marked[mark].push(range);
      }
      offset += piece.length;
    }
  }

  private unmark(mark: Mark): void {
    for (const range of this.marked[mark].splice(0)) highlightFor(mark)?.delete(range);
  }

  private readonly onPointerMove = (event: PointerEvent): void => {
    const chunk = this.chunkAt(event);
    if (chunk !== this.hovered) this.tell("chunk-hover", chunk);
  };

  /** A click reveals; a drag selects text and is nothing more. */
  private readonly onClick = (event: MouseEvent): void => {
    const chunk = this.chunkAt(event);
    if (chunk !== null && (getSelection()?.isCollapsed ?? true)) this.tell("chunk-reveal", chunk);
  };

  private chunkAt({ clientX, clientY }: MouseEvent): number | null {
    const shadowRoots = this.shadowRoot ? [this.shadowRoot] : [];
    const caret =
      "caretPositionFromPoint" in document ? document.caretPositionFromPoint(clientX, clientY, { shadowRoots }) : null;
    if (caret?.offsetNode !== this.box.firstChild) return null;
    let end = 0;
    return this.traced.pieces.find((piece) => (end += piece.length) > caret.offset)?.chunk ?? null;
  }

  private tell(type: "chunk-hover" | "chunk-reveal", detail: number | null): void {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "traced-text": TracedTextElement;
  }
}
