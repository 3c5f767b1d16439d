/** The page: asks for the state when it is there, renders it whole, and keeps place and selection when it changes. */
import { html, LitElement, nothing, type PropertyValues } from "lit";
import { customElement, state } from "lit/decorators.js";
import { classMap } from "lit/directives/class-map.js";
import { guard } from "lit/directives/guard.js";
import type { StreamView } from "../../server/src/protocol";
import type { MessageToPage } from "../src/streamView/messages";
import "./chunkList";
import { listen, remember, remembered, send } from "./host";
import { response } from "./parts/answer";
import { request } from "./parts/conversation";
import { findings } from "./parts/findings";
import { header } from "./parts/header";
import { partStyles } from "./parts/partStyles";
import { common, page } from "./styles";
import "./textBlock";
import "./tracedText";
import { viewStyles } from "./viewStyles";

if (page.styleSheet) document.adoptedStyleSheets.push(page.styleSheet);

@customElement("tapedeck-stream-view")
export class StreamViewElement extends LitElement {
  static override styles = [common, partStyles, viewStyles];

  @state() private view: StreamView | null = null;
  @state() private problem: string | null = null;
  @state() private selected: number | null = null;
  @state() private hovered: number | null = null;
  private scrollToRestore: number | null = null;
  private saving: number | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    const before = remembered();
    this.selected = before?.selected ?? null;
    this.scrollToRestore = before?.scroll ?? null;
    this.save();
    listen((message) => this.receive(message));
    addEventListener("scroll", () => this.saveSoon(), { passive: true });
    send({ kind: "ready" });
  }

  protected override render() {
    const { view, problem } = this;
    if (!view) return problem === null ? nothing : html`<main class="alone" role="alert">${problem}</main>`;
    const chunks = view.answer.streaming ? view.answer.notes : [];
    const focus = { hovered: this.hovered, selected: this.selected };
    return html`<main
      class=${classMap({ view: true, "with-chunks": chunks.length > 0 })}
      @chunk-hover=${({ detail }: CustomEvent<number | null>) => (this.hovered = detail)}
      @chunk-select=${({ detail }: CustomEvent<number>) => this.select(detail)}
      @chunk-reveal=${({ detail }: CustomEvent<number>) => this.reveal(detail)}
    >
      <div class="conversation">
        ${problem === null ? nothing : html`<div class="banner" role="alert"><vscode-icon name="warning"></vscode-icon>${problem}</div>`}
        ${guard([view], () => [header(view), findings(view), request(view)])} ${response(view, focus)}
      </div>
      ${
        chunks.length === 0
          ? nothing
          : html`<aside aria-label="Chunks">
              <chunk-list .notes=${chunks} .selected=${this.selected} .hovered=${this.hovered}></chunk-list>
            </aside>`
      }
    </main>`;
  }

  protected override updated(changed: PropertyValues): void {
    if (!this.view || this.scrollToRestore === null || !changed.has("view")) return;
    const top = this.scrollToRestore;
    this.scrollToRestore = null;
    // The elements within render in their own turn, and the page has its height only after that.
    requestAnimationFrame(() => scrollTo({ top }));
  }

  private receive(message: MessageToPage): void {
    switch (message.kind) {
      case "state":
        this.view = message.view;
        this.problem = message.note;
        if (this.selected !== null && this.selected >= message.view.answer.notes.length) this.select(null);
        break;
      case "error":
        this.problem = message.message;
        if (message.fatal) this.view = null;
        break;
      case "selectChunk":
        this.select(message.index);
        break;
    }
  }

  private select(index: number | null): void {
    this.selected = index;
    this.save();
  }

  private reveal(index: number): void {
    this.select(index);
    send({ kind: "revealChunk", index });
  }

  private saveSoon(): void {
    clearTimeout(this.saving);
    this.saving = setTimeout(() => this.save(), 100);
  }

  private save(): void {
    const uri = document.body.dataset["uri"];
    if (uri !== undefined) remember({ uri, selected: this.selected, scroll: this.scrollToRestore ?? scrollY });
  }
}
