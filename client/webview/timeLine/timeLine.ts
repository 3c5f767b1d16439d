/** The stream over time: one mark for each chunk or event, and a slider that shows the answer up to any of them. */
import { html, nothing, type PropertyValues } from "lit";
import { customElement, query, state } from "lit/decorators.js";
import type { ChunkKind } from "../../../server/src/protocol";
import { count, counted, oneLineOf } from "../format";
import { StreamRowsElement } from "../streamRows";
import { common } from "../styles";
import { markAtShare, edgesOf } from "./layout";
import { Painter } from "./painter";
import { Player, type PlayerHost } from "./player";
import { timeLineStyles } from "./timeLineStyles";

const height = 22;
const longestNote = 80;
/** More marks would overlap. */
const mostFlags = 200;

@customElement("time-line")
export class TimeLine extends StreamRowsElement implements PlayerHost {
  static override styles = [common, timeLineStyles];

  @state() private width = 0;
  @query("canvas") private readonly canvas!: HTMLCanvasElement;
  @query(".track") private readonly track!: HTMLElement;
  private edges: Float64Array = new Float64Array(1);
  private kinds: readonly (readonly [ChunkKind, number])[] = [];
  private readonly painter = new Painter();
  private readonly player = new Player(this);
  private readonly resize = new ResizeObserver(() => (this.width = this.track.clientWidth));
  private readonly theme = new MutationObserver(() => this.repaint());

  get length(): number {
    return this.rows.length;
  }

  move(position: number | null): void {
    if (position !== this.position) this.emit("chunk-scrub", position);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.resize.disconnect();
    this.theme.disconnect();
  }

  protected override firstUpdated(): void {
    this.resize.observe(this.track);
    this.theme.observe(document.documentElement, { attributes: true, attributeFilter: ["style", "class"] });
    this.theme.observe(document.body, { attributes: true, attributeFilter: ["class"] });
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has("rows")) return;
    this.edges = edgesOf(this.rows);
    const counts = new Map<ChunkKind, number>();
    for (const { kind } of this.rows) counts.set(kind, (counts.get(kind) ?? 0) + 1);
    this.kinds = [...counts].sort(([, a], [, b]) => b - a);
  }

  protected override render() {
    const last = this.length - 1;
    const at = this.position ?? last;
    const playing = this.player.playing;
    return html`<div class="controls" role="group" aria-label="Playback">
        ${this.button("debug-step-back", "Step back", () => this.step(-1))}
        ${this.button(playing ? "debug-pause" : "play", playing ? "Pause" : "Play the stream", () => this.player.toggle())}
        ${this.button("debug-step-over", "Step forward", () => this.step(1))}
      </div>
      <div
        class="track"
        role="slider"
        tabindex="0"
        aria-label="Time line of ${counted(this.length, this.unit)}"
        aria-valuemin="1"
        aria-valuemax=${this.length}
        aria-valuenow=${at + 1}
        aria-valuetext=${this.describe(at)}
        @keydown=${this.onKeyDown}
        @pointerdown=${this.onPointer}
        @pointermove=${this.onPointer}
        @pointerleave=${() => this.emit("chunk-hover", null)}
      >
        <canvas aria-hidden="true"></canvas>
        ${this.flagMarks()}
        <div class="hover" ?hidden=${this.hovered === null}></div>
        <div class="head" ?hidden=${this.position === null}></div>
        ${this.tip()}
      </div>
      <div class="count">
        <span class="number">${count(at + 1)} / ${count(this.length)}</span>
        <button class="link" ?hidden=${this.position === null} @click=${() => this.move(null)}>whole answer</button>
      </div>
      <div class="legend">
        ${this.kinds.map(([kind, times]) => html`<span><i class="dot ${kind}"></i>${kind} <span class="dim">${count(times)}</span></span>`)}
        <span class="dim" title="Recordings keep no times: every mark stands for one ${this.unit}, wider for more text."
          >${this.unit}s, not seconds</span
        >
      </div>`;
  }

  protected override updated(changed: PropertyValues<this> & Map<string, unknown>): void {
    if (changed.has("rows") || changed.has("width")) this.repaint();
    else if (changed.has("position")) this.show();
    this.place(".head", this.position === null ? null : (this.edges[this.position + 1] ?? 1));
    this.place(".hover", this.hovered === null ? null : this.middle(this.hovered));
    this.place(".tip", this.hovered === null ? null : this.middle(this.hovered));
    for (const flag of this.renderRoot.querySelectorAll<HTMLElement>(".flag")) {
      flag.style.setProperty("--at", String(this.middle(Number(flag.dataset["row"]))));
    }
  }

  private button(icon: string, label: string, act: () => void) {
    return html`<vscode-toolbar-button icon=${icon} label=${label} title=${label} @click=${act}></vscode-toolbar-button>`;
  }

  private flagMarks() {
    return [...this.flags]
      .slice(0, mostFlags)
      .map(
        ([row, severity]) =>
          html`<div
            class="flag ${severity}"
            data-row=${row}
            title="finding in chunk ${(this.rows[row]?.chunk ?? row) + 1}"
          ></div>`,
      );
  }

  private tip() {
    if (this.hovered === null || !this.rows[this.hovered]) return nothing;
    const side = this.middle(this.hovered) > 0.5 ? "before" : "after";
    return html`<div class="tip ${side}" aria-hidden="true">${this.describe(this.hovered)}</div>`;
  }

  /** "chunk 5, text: cold" */
  private describe(row: number): string {
    const shown = this.rows[row];
    if (!shown) return "";
    const { chunk, kind, name } = shown;
    const adds = shown.adds === "" ? (name ?? "") : oneLineOf(shown.adds, longestNote);
    return `chunk ${chunk + 1}, ${kind}${adds === "" || adds === kind ? "" : `: ${adds}`}`;
  }

  private middle(row: number): number {
    return ((this.edges[row] ?? 0) + (this.edges[row + 1] ?? 1)) / 2;
  }

  private place(selector: string, share: number | null): void {
    if (share !== null) this.renderRoot.querySelector<HTMLElement>(selector)?.style.setProperty("--at", String(share));
  }

  private repaint(): void {
    if (this.width === 0) return;
    this.painter.prepare(this.rows, this.edges, this.width, height, this);
    this.show();
  }

  private show(): void {
    this.painter.show(this.canvas, this.position === null ? 1 : (this.edges[this.position + 1] ?? 1));
  }

  private step(by: number): void {
    this.player.pause();
    const last = this.length - 1;
    const next = Math.max(0, (this.position ?? last) + by);
    this.move(next >= last ? null : next);
  }

  private readonly onKeyDown = (event: KeyboardEvent): void => {
    const page = Math.max(1, Math.round(this.length / 10));
    const steps: Partial<Record<string, number>> = {
      ArrowRight: 1,
      ArrowUp: 1,
      ArrowLeft: -1,
      ArrowDown: -1,
      PageUp: page,
      PageDown: -page,
      Home: -Infinity,
      End: Infinity,
    };
    const by = steps[event.key];
    if (by !== undefined) this.step(by);
    else if (event.key === " ") this.player.toggle();
    else if (event.key === "Enter") this.emit("chunk-reveal", this.position ?? this.length - 1);
    else return;
    event.preventDefault();
  };

  private readonly onPointer = (event: PointerEvent): void => {
    const { left, width } = this.track.getBoundingClientRect();
    const row = markAtShare(this.edges, (event.clientX - left) / width);
    if (event.type === "pointerdown") this.track.setPointerCapture(event.pointerId);
    if (event.type === "pointerdown" || event.buttons === 1) {
      this.player.pause();
      this.move(row >= this.length - 1 ? null : row);
    }
    if (row !== this.hovered) this.emit("chunk-hover", row);
  };
}

declare global {
  interface HTMLElementTagNameMap {
    "time-line": TimeLine;
  }
}
