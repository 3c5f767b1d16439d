/** A long text, collapsed at first, and then shown piece by piece. Optionally renders Markdown and indents JSON. */
import { css, html, nothing, type PropertyValues } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import type { Token } from "../../../server/src/protocol";
import { count, counted } from "../format";
import { BoundedElement } from "../parts/boundary";
import { common } from "../styles";
import { prettyJson } from "./json";
import { followLink, rendered, tokenNodes } from "./rendering";
import { renderingStyles } from "./renderingStyles";

const foldedLines = 14;
const foldedLength = 1_400;
/** Coloured tokens are elements, so larger texts are shown plain. */
const mostTokens = 20_000;
/** The number of characters to lay out at once, because browsers take seconds for megabytes. */
const pieceLength = 200_000;

@customElement("text-block")
export class TextBlock extends BoundedElement {
  static override styles = [
    common,
    renderingStyles,
    css`
      :host {
        display: block;
      }
      .more {
        margin-top: 2px;
      }
    `,
  ];

  @property() text = "";
  /** Indents and colours it if it is a JSON object or array. */
  @property({ type: Boolean }) json = false;
  /** Renders Markdown. */
  @property({ type: Boolean }) markdown = false;
  /** Fixed-width even if it is not JSON. */
  @property({ type: Boolean }) code = false;
  /** Never collapsed. */
  @property({ type: Boolean }) whole = false;
  @state() private open = false;
  /** The number of characters shown of an expanded text. */
  @state() private limit = pieceLength;
  @query(".box") private readonly box!: HTMLElement;
  private tokens: readonly Token[] = [];
  private pretty = false;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("text")) this.limit = pieceLength;
    if (!changed.has("text") && !changed.has("json")) return;
    const tokens = this.json ? prettyJson(this.text) : undefined;
    this.pretty = tokens !== undefined && tokens.length <= mostTokens;
    this.tokens = tokens && this.pretty ? tokens : [{ kind: "plain", text: this.text }];
  }

  protected get raw(): string {
    return this.text;
  }

  protected override render() {
    const { isFolded } = this;
    return html`<div class="box" dir="auto" @click=${followLink}></div>
      ${isFolded || this.open ? this.toggle(isFolded) : nothing} ${isFolded || this.pretty ? nothing : this.more()}`;
  }

  protected override updated(): void {
    const { isFolded, pretty } = this;
    const shown = isFolded
      ? fold(this.tokens)
      : pretty
        ? this.tokens
        : [{ kind: "plain" as const, text: this.text.slice(0, this.limit) }];
    const text = shown.map((token) => token.text).join("");
    const isCut = isFolded || (!pretty && text.length < this.text.length);
    const { form, nodes } = pretty
      ? { form: "json", nodes: tokenNodes(shown) }
      : rendered(isCut ? `${text}…` : text, { markdown: this.markdown, json: false });
    const look = form === "json" ? "json" : this.code ? "code" : "";
    this.box.className = `box ${form === "markdown" ? "markdown" : "text"} ${look}`;
    this.box.replaceChildren(nodes, ...(isCut && pretty ? ["…"] : []));
  }

  private get isFolded(): boolean {
    return !this.open && !this.whole && fold(this.tokens) !== this.tokens;
  }

  private more() {
    const left = this.text.length - this.limit;
    if (left <= 0) return nothing;
    const label =
      left > pieceLength ? `Show more: ${count(left)} characters are left` : `Show the rest: ${counted(left, "character")}`;
    return html`<button class="link more" @click=${() => (this.limit += pieceLength)}>${label}</button>`;
  }

  private toggle(isFolded: boolean) {
    const all = this.pretty || this.text.length <= pieceLength ? "all" : "more of";
    const label = isFolded ? `Show ${all} ${count(this.text.length)} characters` : "Show less";
    return html`<button class="link more" aria-expanded=${!isFolded} @click=${() => (this.open = isFolded)}>${label}</button>`;
  }
}

/** The beginning of a text; the same list if it is short enough. */
function fold(tokens: readonly Token[]): readonly Token[] {
  let lines = 0;
  let length = 0;
  for (const [index, token] of tokens.entries()) {
    const cut = cutAt(token.text, foldedLines - lines, foldedLength - length);
    if (cut < token.text.length) return [...tokens.slice(0, index), { ...token, text: token.text.slice(0, cut) }];
    lines += token.text.split("\n").length - 1;
    length += token.text.length;
  }
  return tokens;
}

/** A text slightly over the limit is shown completely, because hiding a single line helps nobody. */
const slack = 1.25;

function cutAt(text: string, lines: number, length: number): number {
  const breaks = [...text.slice(0, Math.max(0, length) * 2).matchAll(/\n/g)].map((match) => match.index);
  const byLines = breaks.length >= lines * slack ? (breaks[Math.max(0, Math.floor(lines) - 1)] ?? 0) : text.length;
  const byLength = text.length > length * slack ? Math.max(0, length) : text.length;
  return Math.min(byLines, byLength);
}

/** "312 characters" */
export const lengthOf = (text: string): string => counted(text.length, "character");

declare global {
  interface HTMLElementTagNameMap {
    "text-block": TextBlock;
  }
}
