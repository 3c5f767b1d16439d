/** Text of the answer, linked with its chunks: pointing at it highlights the chunk that produced it, and vice versa. */
import { css, html, type PropertyValues } from "lit";
import { customElement, property, query } from "lit/decorators.js";
import type { TracedText } from "../../../server/src/protocol";
import { BoundedElement } from "../parts/boundary";
import { common } from "../styles";
import { chunkAtOffset, offsetsOf } from "./pieces";
import { followLink, rendered } from "./rendering";
import { renderingStyles } from "./renderingStyles";
import { TraceMap } from "./traceMap";

/** Highlights are painted without elements, with the CSS Custom Highlight API; browsers without it show none. */
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
export class TracedTextElement extends BoundedElement {
  static override styles = [
    common,
    renderingStyles,
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
      /* Matches have a border there, which a highlight cannot have. */
      :host-context(:is(.vscode-high-contrast, .vscode-high-contrast-light)) *::highlight(tapedeck-selected) {
        background-color: var(--vscode-editor-selectionBackground);
        color: var(--vscode-editor-selectionForeground);
      }
    `,
  ];

  @property({ attribute: false }) traced: TracedText = { text: "", pieces: [] };
  @property({ attribute: false }) hovered: number | null = null;
  @property({ attribute: false }) selected: number | null = null;
  /** Renders Markdown. */
  @property({ type: Boolean }) markdown = false;
  /** Indents and colours it if it is a JSON object or array. */
  @property({ type: Boolean }) json = false;
  /** Fixed-width even if it is not JSON. */
  @property({ type: Boolean }) code = false;
  @query(".box") private readonly box!: HTMLElement;
  private trace: TraceMap | undefined;
  private isPlain = true;
  private readonly marked: Readonly<Record<Mark, Range[]>> = { hovered: [], selected: [] };

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const mark of ["hovered", "selected"] as const) this.unmark(mark);
  }

  protected get raw(): string {
    return this.traced.text;
  }

  /** The rectangle of the end of the selected chunk's part; undefined if it has no visible part. */
  get selectedRect(): DOMRect | undefined {
    const rects = this.marked.selected.flatMap((range) => [...range.getClientRects()]);
    return rects.findLast(({ height }) => height > 0);
  }

  protected override render() {
    return html`<div
      class="box text"
      dir="auto"
      @pointermove=${this.onPointerMove}
      @pointerleave=${() => this.emit("chunk-hover", null)}
      @click=${this.onClick}
    ></div>`;
  }

  protected override updated(changed: PropertyValues<this>): void {
    const isNew = (["traced", "markdown", "json", "code"] as const).some((name) => changed.has(name));
    if (isNew) this.fill();
    for (const mark of ["hovered", "selected"] as const)
      if (isNew || changed.has(mark)) {
        this.unmark(mark);
        this.mark(mark, this[mark]);
      }
  }

  private fill(): void {
    const { form, nodes } = rendered(this.traced.text, this);
    this.box.className = `box ${form === "markdown" ? "markdown" : "text"} ${form === "json" ? "json" : this.code ? "code" : ""}`;
    this.box.replaceChildren(nodes);
    this.isPlain = form === "plain";
    this.trace = undefined;
  }

  private mark(mark: Mark, chunk: number | null): void {
    const highlight = highlightFor(mark);
    if (!highlight || chunk === null) return;
    for (const [start, end] of offsetsOf(this.traced, chunk)) {
      for (const range of this.rangesOf(start, end)) {
        highlight.add(range);
        this.marked[mark].push(range);
      }
    }
  }

  private rangesOf(start: number, end: number): readonly Range[] {
    if (!this.isPlain) return this.tracing().rangesOf(start, end);
    const node = this.box.firstChild;
    if (!node) return [];
    const range = new Range();
    range.setStart(node, start);
    range.setEnd(node, end);
    return [range];
  }

  /** Computed when the user first points at the text. */
  private tracing(): TraceMap {
    return (this.trace ??= new TraceMap(this.box, this.traced.text));
  }

  private unmark(mark: Mark): void {
    for (const range of this.marked[mark].splice(0)) highlightFor(mark)?.delete(range);
  }

  private readonly onPointerMove = (event: PointerEvent): void => {
    const chunk = this.chunkAt(event);
    if (chunk !== this.hovered) this.emit("chunk-hover", chunk);
  };

  /** A click reveals; a drag only selects text. */
  private readonly onClick = (event: MouseEvent): void => {
    if (followLink(event)) return;
    const chunk = this.chunkAt(event);
    if (chunk !== null && (getSelection()?.isCollapsed ?? true)) this.emit("chunk-reveal", chunk);
  };

  private chunkAt({ clientX, clientY }: MouseEvent): number | null {
    const shadowRoots = this.shadowRoot ? [this.shadowRoot] : [];
    const caret =
      "caretPositionFromPoint" in document ? document.caretPositionFromPoint(clientX, clientY, { shadowRoots }) : null;
    if (!caret || !this.box.contains(caret.offsetNode)) return null;
    const { offsetNode: node, offset } = caret;
    const source = this.isPlain ? (node === this.box.firstChild ? offset : null) : this.tracing().sourceAt(node, offset);
    return source === null ? null : chunkAtOffset(this.traced, source);
  }

  private emit(type: "chunk-hover" | "chunk-reveal", detail: number | null): void {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "traced-text": TracedTextElement;
  }
}
