/** The chunks, or events, as a list that renders only the visible rows. Arrow keys move, Enter and clicks reveal, the box filters. */
import { html, nothing, type PropertyValues } from "lit";
import { customElement, query, state } from "lit/decorators.js";
import { classMap } from "lit/directives/class-map.js";
import { chunkListStyles } from "./chunkListStyles";
import { count, counted, withMarks } from "./format";
import { filteredRows, type Row } from "./rows";
import { StreamRowsElement } from "./streamRows";
import { common } from "./styles";

/** In pixels, as in VS Code's own lists and in the style sheet. */
const rowHeight = 22;
/** Extra rows at the edges, so that fast scrolling shows no gaps. */
const overscan = 8;
const longestNote = 300;
const filterFrom = 30;

@customElement("chunk-list")
export class ChunkList extends StreamRowsElement {
  static override styles = [common, chunkListStyles];

  @state() private filter = "";
  @state() private first = 0;
  @query(".scroller") private readonly scroller!: HTMLElement;
  /** The rows that match the filter. */
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
    if (changed.has("rows") || changed.has("filter")) this.shown = filteredRows(this.rows, this.filter.toLowerCase());
  }

  protected override render() {
    const visible = Math.ceil((this.hasUpdated ? this.scroller.clientHeight : 0) / rowHeight) + 2 * overscan;
    const from = Math.max(0, Math.min(this.first - overscan, this.shown.length - visible));
    this.style.setProperty("--rows", String(this.shown.length));
    this.style.setProperty("--from", String(from));
    const active = this.selected !== null && this.shown.includes(this.selected) ? `chunk-${this.selected}` : nothing;
    return html`<header>
        <h2>${this.unit === "event" ? "Events" : "Chunks"}</h2>
        <span class="dim" title=${this.size}
          >${this.filter === "" ? count(this.rows.length) : `${count(this.shown.length)} of ${count(this.rows.length)}`}</span
        >
        ${this.rows.length < filterFrom ? nothing : this.filterBox()}
      </header>
      <div
        class="scroller"
        role="listbox"
        tabindex="0"
        aria-label=${this.size}
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

  /** "24 events in 73 chunks" */
  private get size(): string {
    const rows = counted(this.rows.length, this.unit);
    return this.unit === "chunk" ? rows : `${rows} in ${counted((this.rows.at(-1)?.last ?? -1) + 1, "chunk")}`;
  }

  private filterBox() {
    return html`<vscode-textfield
      class="filter"
      type="search"
      .label=${`Filter ${this.unit}s`}
      placeholder="Filter"
      @input=${({ target }: { target: { value: string } }) => (this.filter = target.value)}
    ></vscode-textfield>`;
  }

  private row(index: number, position: number) {
    const row = this.rows[index];
    if (!row) return nothing;
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
      <span class="index" title=${chunksOf(row)}>${row.chunk + 1}</span><span class="dot ${row.kind}" title=${row.kind}></span
      ><span class="kind">${row.kind}</span>${this.flag(index)}<span class="adds" dir="auto">${adds(row)}</span>
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
}

/** "chunk 5", "chunks 5 to 7" */
const chunksOf = ({ first, last }: Row): string => (first === last ? `chunk ${first + 1}` : `chunks ${first + 1} to ${last + 1}`);

/** What a row adds; if nothing, its event's name, or its kind. */
function adds({ kind, name, adds: added }: Row) {
  if (added === "") return html`<i>${name ?? kind}</i>`;
  return withMarks(added.slice(0, longestNote)).map(({ text, mark }) => (mark ? html`<i>${text}</i>` : text));
}

declare global {
  interface HTMLElementTagNameMap {
    "chunk-list": ChunkList;
  }
}
