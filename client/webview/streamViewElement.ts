/** The stream view's page: requests its state, renders all of it, and keeps position and selection when it changes. */
import { html, LitElement, nothing, type PropertyValues } from "lit";
import { customElement, state } from "lit/decorators.js";
import { classMap } from "lit/directives/class-map.js";
import { guard } from "lit/directives/guard.js";
import { keyed } from "lit/directives/keyed.js";
import type { Severity, StreamView } from "../../server/src/protocol";
import type { MessageToPage } from "../src/streamView/messages";
import "./chunkList";
import { flagsOf } from "./flags";
import { Follower } from "./follow";
import { listen, remember, remembered, send } from "./host";
import { Opening } from "./opening";
import { response } from "./parts/answer";
import { bounded } from "./parts/boundary";
import { request } from "./parts/conversation";
import { findings } from "./parts/findings";
import { header } from "./parts/header";
import { partStyles } from "./parts/partStyles";
import { resultStyles } from "./parts/resultStyles";
import { rowAt, rowsOf, type Row } from "./rows";
import { siblings } from "./parts/siblings";
import { turns } from "./parts/turns";
import type { StreamRows } from "./streamRows";
import { common, wholePage } from "./styles";
import "./text/textBlock";
import "./text/tracedText";
import { answerAt } from "./timeLine/answerAt";
import "./timeLine/timeLine";
import { viewStyles } from "./viewStyles";

@customElement("tapedeck-stream-view")
export class StreamViewElement extends LitElement {
  static override styles = [common, wholePage, partStyles, resultStyles, viewStyles];

  @state() private view: StreamView | null = null;
  @state() private problem: string | null = null;
  @state() private fixes: readonly (readonly string[])[] = [];
  @state() private selected: number | null = null;
  @state() private hovered: number | null = null;
  @state() private position: number | null = null;
  @state() private rendered = true;
  private rows: readonly Row[] = [];
  private flags: ReadonlyMap<number, Severity> = new Map();
  private scrollToRestore: number | null = null;
  private saving: number | undefined;
  private isFirst = true;
  private readonly opening = new Opening({
    answer: () => this.renderRoot.querySelector(".response")?.getBoundingClientRect(),
    bottom: () => this.bottom(),
  });
  private readonly follower = new Follower({ target: () => this.selectedRect(), bottom: () => this.bottom() });

  override connectedCallback(): void {
    super.connectedCallback();
    const before = remembered();
    // The view may show another recording than when it was opened.
    if (before) document.body.dataset["uri"] = before.uri;
    this.selected = before?.selected ?? null;
    this.position = before?.position ?? null;
    this.rendered = before?.rendered ?? true;
    this.scrollToRestore = before?.scroll ?? null;
    this.save();
    listen((message) => this.receive(message));
    addEventListener("scroll", () => this.saveSoon(), { passive: true });
    send({ kind: "ready" });
  }

  protected override render() {
    const { view, problem } = this;
    if (!view && problem === null) return html`<p class="alone loading" role="status">Loading…</p>`;
    if (!view) return html`<main class="alone" role="alert">${problem}</main>`;
    const hasStream = view.answer.streaming && view.answer.notes.length > 0;
    return html`<main
      class=${classMap({ view: true, "with-chunks": hasStream })}
      @chunk-hover=${({ detail }: CustomEvent<number | null>) => (this.hovered = detail)}
      @chunk-scrub=${({ detail }: CustomEvent<number | null>) => this.scrub(detail)}
      @chunk-select=${({ detail }: CustomEvent<number>) => this.choose(detail)}
      @chunk-reveal=${({ detail }: CustomEvent<number>) => this.reveal(detail)}
    >
      <div class="conversation">${this.conversation(view)}</div>
      ${hasStream ? this.stream(view.events.length > 0 ? "event" : "chunk") : nothing}
    </main>`;
  }

  private conversation(view: StreamView) {
    const { problem, rendered, fixes } = this;
    const toggle = () => {
      this.rendered = !this.rendered;
      this.save();
    };
    return html`${
      problem === null
        ? nothing
        : html`<div class="banner" role="alert"><vscode-icon name="warning"></vscode-icon>${problem}</div>`
    }
    ${guard([view, rendered, fixes], () => [
      bounded(() => header(view, rendered, toggle), view.testId ?? view.fileName),
      bounded(() => siblings(view), view.siblings),
      bounded(() => turns(view), view.turns),
      bounded(() => findings(view, fixes), view.findings),
      bounded(() => request(view, rendered), { settings: view.settings, tools: view.tools, messages: view.messages }),
    ])}
    ${bounded(() => this.response(view), view.answer)}`;
  }

  private response(view: StreamView) {
    const { hovered, selected, rendered, position } = this;
    return response(view, answerAt(view.answer, position), { hovered, selected, rendered, partial: position !== null });
  }

  private stream(unit: "chunk" | "event") {
    const { rows, flags } = this;
    const row = (chunk: number | null) => rowAt(rows, chunk);
    const [position, selected, hovered] = [row(this.position), row(this.selected), row(this.hovered)];
    const stream: StreamRows = { rows, unit, flags, position, selected, hovered };
    // Captured, so that it runs before the list or the time line reports the selection.
    const resume = { handleEvent: () => this.follower.resume(), capture: true };
    return html`<aside aria-label=${unit === "event" ? "Events" : "Chunks"} @pointerdown=${resume} @keydown=${resume}>
        ${keyed(document.body.dataset["uri"], html`<chunk-list .stream=${stream}></chunk-list>`)}
      </aside>
      <footer @pointerdown=${resume} @keydown=${resume}>
        <time-line .stream=${stream}></time-line>
      </footer>`;
  }

  protected override updated(changed: PropertyValues): void {
    if (!this.view || !this.isFirst || !changed.has("view")) return;
    this.isFirst = false;
    const top = this.scrollToRestore;
    this.scrollToRestore = null;
    if (top !== null) requestAnimationFrame(() => scrollTo({ top }));
    else if (this.selected === null) this.opening.begin();
  }

  private selectedRect(): DOMRect | undefined {
    for (const text of this.renderRoot.querySelectorAll("traced-text")) {
      const rect = text.selectedRect;
      if (rect) return rect;
    }
    return this.renderRoot.querySelector(".call.marked")?.getBoundingClientRect();
  }

  /** The lower edge of the visible conversation, which the time line may cover. */
  private bottom(): number {
    const footer = this.renderRoot.querySelector("footer");
    return footer && getComputedStyle(footer).position === "sticky" ? footer.getBoundingClientRect().top : innerHeight;
  }

  /** Next to the conversation, the list does not scroll with the page. */
  private get isListBeside(): boolean {
    const list = this.renderRoot.querySelector("aside");
    return list !== null && getComputedStyle(list).position === "sticky";
  }

  private receive(message: MessageToPage): void {
    switch (message.kind) {
      case "state":
        this.begin(message.target);
        this.show(message.view);
        this.problem = message.note;
        break;
      case "error":
        this.problem = message.message;
        if (message.fatal) this.view = null;
        break;
      case "selectChunk":
        this.select(message.index);
        this.opening.end();
        this.follower.resume();
        this.follower.follow();
        break;
      case "fixes":
        this.fixes = message.fixes;
        break;
    }
  }

  /** For another recording, clears the selection and scrolls to the answer. */
  private begin(target: string): void {
    if (document.body.dataset["uri"] === target) return;
    document.body.dataset["uri"] = target;
    [this.selected, this.hovered, this.position, this.scrollToRestore, this.isFirst] = [null, null, null, null, true];
    scrollTo({ top: 0 });
    this.save();
  }

  private show(view: StreamView): void {
    const last = view.answer.notes.length - 1;
    this.view = view;
    this.rows = rowsOf(view);
    this.flags = flagsOf(view, this.rows);
    if (this.fixes.length > 0) this.fixes = [];
    if (this.position !== null && this.position >= last) this.position = null;
    if (this.selected !== null && this.selected > last) this.select(null);
  }

  private select(index: number | null): void {
    this.selected = index;
    this.save();
  }

  private choose(index: number): void {
    this.select(index);
    if (this.isListBeside) this.follower.follow();
    send({ kind: "chunkSelected", index });
  }

  private scrub(position: number | null): void {
    this.position = position;
    if (position === null) this.save();
    else this.choose(position);
    this.follower.follow();
  }

  private reveal(index: number): void {
    this.select(index);
    if (this.isListBeside) this.follower.follow();
    send({ kind: "revealChunk", index });
  }

  private saveSoon(): void {
    clearTimeout(this.saving);
    this.saving = setTimeout(() => this.save(), 100);
  }

  private save(): void {
    const uri = document.body.dataset["uri"];
    if (uri === undefined) return;
    const { selected, position, rendered } = this;
    remember({ uri, selected, position, rendered, scroll: this.scrollToRestore ?? scrollY });
  }
}
