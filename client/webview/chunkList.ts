/** The chunks as a list that renders only the rows in sight. Arrows move, Enter and clicks reveal, typing in the box filters. */
import { html, nothing, type PropertyValues } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { classMap } from "lit/directives/class-map.js";
import type { ChunkNote, Severity } from "../../server/src/protocol";
import { chunkListStyles } from "./chunkListStyles";
import { count, counted, withMarks } from "./format";
import { BoundedElement, rawText } from "./parts/boundary";
import { common } from "./styles";

/** Pixels, as in VS Code's own lists; the style sheet says the same. */
const rowHeight = 22;
/** Rows beyond the edges, so that fast scrolling shows no gaps. */
const overscan = 8;
const longestNote = 300;
const filterFrom = 30;

@customElement("chunk-list")
export class ChunkList extends BoundedElement {
  static override styles = [common, chunkListStyles];

  @property({ attribute: false }) notes: readonly ChunkNote[] = [];
  @property({ attribute: false }) selected: number | null = null;
  @property({ attribute: false }) hovered: number | null = null;
  /** Chunks with findings, and the worst severity of each. */
  @property({ attribute: false }) flags: ReadonlyMap<number, Severity> = new Map();
  /** The chunk after which the answer is shown: those beyond it are pale. */
  @property({ attribute: false }) position: number | null = null;
  @state() private filter = "";
  @state() private first = 0;
  @query(".scroller") private readonly scroller!: HTMLElement;
  /** Indices of the chunks that the filter lets through. */
  private shown: readonly number[] = [];
  private readonly resize = new ResizeObserver(() => this.requestUpdate());

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.resize.disconnect();
  }

  protected override firstUpdated(): void {
    this.resize.observe(this.scroller);
  }

  protected override willUpdate(changed: PropertyValues<this> & Map<string, unknown>): void {
    if (!changed.has("notes") && !changed.has("filter")) return;
    const wanted = this.filter.toLowerCase();
    const fits = ({ kind, adds }: ChunkNote) => kind.includes(wanted) || adds.toLowerCase().includes(wanted);
    this.shown = this.notes.flatMap((note, index) => (wanted === "" || fits(note) ? [index] : []));
  }

  protected get raw(): string {
    return rawText(this.notes);
  }

  protected override render() {
    const visible = Math.ceil((this.hasUpdated ? this.scroller.clientHeight : 0) / rowHeight) + 2 * overscan;
    const from = Math.max(0, Math.min(this.first - overscan, this.shown.length - visible));
    this.style.setProperty("--rows", String(this.shown.length));
    this.style.setProperty("--from", String(from));
    const active = this.selected !== null && this.shown.includes(this.selected) ? `chunk-${this.selected}` : nothing;
    return html`<header>
        <h2>Chunks</h2>
        <span class="dim"
          >${this.filter === "" ? count(this.notes.length) : `${count(this.shown.length)} of ${count(this.notes.length)}`}</span
        >
        ${this.notes.length < filterFrom ? nothing : this.filterBox()}
      </header>
      <div
        class="scroller"
        role="listbox"
        tabindex="0"
        aria-label=${counted(this.notes.length, "chunk")}
        aria-activedescendant=${active}
        @scroll=${() => (this.first = Math.floor(this.scroller.scrollTop / rowHeight))}
        @keydown=${this.onKeyDown}
        @pointerleave=${() => this.emit("chunk-hover", null)}
      >
        <div class="rows">
          <div class="window">${this.shown.slice(from, from + visible).map((index, at) => this.row(index, from + at))}</div>
        </div>
      </div>`;
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has("selected")) this.showSelected();
  }

  private filterBox() {
    return html`<vscode-textfield
      class="filter"
      type="search"
      .label=${"Filter chunks"}
      placeholder="Filter"
      @input=${({ target }: { target: { value: string } }) => (this.filter = target.value)}
    ></vscode-textfield>`;
  }

  private row(index: number, position: number) {
    const note = this.notes[index];
    if (!note) return nothing;
    const selected = index === this.selected;
    return html`<div
      class=${classMap({ row: true, selected, hovered: index === this.hovered, later: this.position !== null && index > this.position })}
      id="chunk-${index}"
      role="option"
      aria-selected=${selected}
      aria-posinset=${position + 1}
      aria-setsize=${this.shown.length}
      @click=${() => this.emit("chunk-reveal", index)}
      @pointerenter=${() => this.emit("chunk-hover", index)}
    >
      <span class="index">${index + 1}</span><span class="dot ${note.kind}" title=${note.kind}></span
      ><span class="kind">${note.kind}</span>${this.flag(index)}<span class="adds" dir="auto">${adds(note)}</span>
    </div>`;
  }

  private flag(index: number) {
    const severity = this.flags.get(index);
    return severity === undefined
      ? nothing
      : html`<vscode-icon class="flag ${severity}" name="warning" size="12" label="finding"></vscode-icon>`;
  }

  private readonly onKeyDown = (event: KeyboardEvent): void => {
    const page = Math.max(1, Math.floor(this.scroller.clientHeight / rowHeight) - 1);
    const steps: Partial<Record<string, number>> = {
      ArrowDown: 1,
      ArrowUp: -1,
      PageDown: page,
      PageUp: -page,
      Home: -Infinity,
      End: Infinity,
    };
    const step = steps[event.key];
    if (step !== undefined) this.move(step);
    else if ((event.key === "Enter" || event.key === " ") && this.selected !== null) this.emit("chunk-reveal", this.selected);
    else return;
    event.preventDefault();
  };

  private move(step: number): void {
    const at = this.selected === null ? -1 : this.shown.indexOf(this.selected);
    const next = Math.min(Math.max(at + step, 0), this.shown.length - 1);
    const index = this.shown[next];
    if (index !== undefined) this.emit("chunk-select", index);
  }

  private showSelected(): void {
    const at = this.selected === null ? -1 : this.shown.indexOf(this.selected);
    if (at < 0) return;
    const { scrollTop, clientHeight } = this.scroller;
    const top = at * rowHeight;
    if (top >= scrollTop && top + rowHeight <= scrollTop + clientHeight) return;
    const isNear = Math.abs(top - scrollTop) < clientHeight + 2 * rowHeight;
    this.scroller.scrollTop = !isNear ? top - clientHeight / 2 : top < scrollTop ? top : top + rowHeight - clientHeight;
  }

  private emit(type: "chunk-hover" | "chunk-reveal" | "chunk-select", detail: number | null): void {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
  }
}

/** What a chunk adds; of one that adds nothing, its kind. */
function adds({ kind, adds: added }: ChunkNote) {
  if (added === "") return html`<i>${kind}</i>`;
  return withMarks(added.slice(0, longestNote)).map(({ text, mark }) => (mark ? html`<i>${text}</i>` : text));
}

declare global {
  interface HTMLElementTagNameMap {
    "chunk-list": ChunkList;
  }
}
