/** The page of a comparison: differences in meaning between two recordings, with noise collapsed. */
import { html, LitElement, nothing, type PropertyValues } from "lit";
import { customElement, state } from "lit/decorators.js";
import { guard } from "lit/directives/guard.js";
import { unreadSentences, writtenId, type ComparedSide } from "../../../server/src/protocol";
import type { ComparisonMessage } from "../../src/compare/messages";
import { counted } from "../format";
import { listenToComparison, remember, remembered, send } from "../host";
import { common, wholePage } from "../styles";
import { answerSection, requestSection } from "./changes";
import { comparisonStyles } from "./comparisonStyles";

type Shown = Extract<ComparisonMessage, { kind: "comparison" }>;

@customElement("tapedeck-comparison")
export class ComparisonElement extends LitElement {
  static override styles = [common, wholePage, comparisonStyles];

  @state() private shown: Shown | null = null;
  @state() private problem: string | null = null;
  private scrollToRestore: number | null = null;
  private saving: number | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.scrollToRestore = remembered()?.scroll ?? null;
    this.save();
    listenToComparison((message) => this.receive(message));
    addEventListener(
      "scroll",
      () => {
        clearTimeout(this.saving);
        this.saving = setTimeout(() => this.save(), 100);
      },
      { passive: true },
    );
    send({ kind: "ready" });
  }

  protected override render() {
    const { shown, problem } = this;
    if (!shown) return problem === null ? nothing : html`<main class="alone" role="alert">${problem}</main>`;
    return html`<main>
      ${problem === null ? nothing : html`<div class="banner" role="alert"><vscode-icon name="warning"></vscode-icon>${problem}</div>`}
      ${guard([shown], () => comparison(shown))}
    </main>`;
  }

  protected override updated(changed: PropertyValues): void {
    if (!this.shown || this.scrollToRestore === null || !changed.has("shown")) return;
    const top = this.scrollToRestore;
    this.scrollToRestore = null;
    requestAnimationFrame(() => scrollTo({ top }));
  }

  private receive(message: ComparisonMessage): void {
    if (message.kind === "comparison") {
      if (this.shown && this.shown.review?.id !== message.review?.id) this.scrollToRestore = 0;
      this.shown = message;
      this.problem = null;
    } else {
      this.problem = message.message;
      if (message.fatal) this.shown = null;
    }
  }

  private save(): void {
    const { sides } = document.body.dataset;
    if (sides !== undefined) remember({ sides, scroll: this.scrollToRestore ?? scrollY });
  }
}

function comparison({ comparison: { before, after, difference }, labels, review }: Shown) {
  const { sameMeaning, sameRequest, noise, answer, request, unread } = difference;
  const testId = after.testId ?? before.testId;
  const name = review?.title ?? (testId === null ? undefined : writtenId(testId).split("::").at(-1));
  const sentences = unreadSentences(unread, { ...labels, both: "Both" });
  const isWhole = sentences.length === 0;
  const look = !isWhole ? "warning" : sameMeaning && sameRequest ? "pass" : "diff-modified";
  return html`<header>
      <div class="title">
        <h1>
          <vscode-icon class=${look} name=${look}></vscode-icon>
          <span>${isWhole ? difference.summary : sentences.map((each) => html`<span class="unread">${each}</span>`)}</span>
        </h1>
        <vscode-toolbar-button
          icon="git-compare"
          label="Compare as text"
          title="Compare as text"
          @click=${() => send({ kind: "openText" })}
        ></vscode-toolbar-button>
      </div>
      ${name === undefined ? nothing : html`<div class="dim where">${name}</div>`}
      <div class="sides">${side("before", labels.before, before)} ${side("after", labels.after, after)}</div>
    </header>
    ${review?.doubts.map((each) => html`<div class="banner"><vscode-icon name="warning"></vscode-icon>${each}</div>`)}
    ${isWhole ? nothing : html`<p class="note">${difference.summary}</p>`}
    ${answer.length > 0 ? answerSection(answer) : isWhole ? html`<p class="note dim">The answers mean the same.</p>` : nothing}
    ${request.length > 0 ? requestSection(request) : isWhole ? html`<p class="note dim">The requests are the same.</p>` : nothing}
    ${
      noise.length === 0
        ? nothing
        : html`<section aria-label="Noise">
            <h2>Folded away <span class="dim">differs, but not in meaning</span></h2>
            <ul class="noise">
              ${noise.map((each) => html`<li>${each}</li>`)}
            </ul>
          </section>`
    }`;
}

function side(which: "before" | "after", label: string, { model, chunks, fileName }: ComparedSide) {
  const facts = [model ?? "", chunks > 1 ? counted(chunks, "chunk") : ""].filter((part) => part !== "").join(" · ");
  return html`<div class="side ${which}">
    <button class="link" title=${fileName} @click=${() => send({ kind: "openSide", side: which })}>${label}</button>
    <span class="dim">${facts}</span>
  </div>`;
}

declare global {
  interface HTMLElementTagNameMap {
    "tapedeck-comparison": ComparisonElement;
  }
}
