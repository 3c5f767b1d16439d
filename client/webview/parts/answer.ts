/** What came back, put together: text, reasoning, refusal, calls, errors, or the body of a response of another kind. */
import { html, nothing } from "lit";
import type { Choice, ProviderError, StreamView, ToolCall, TracedText } from "../../../server/src/protocol";
import { lengthOf } from "../textBlock";
import { turn } from "./conversation";
import { copyButton, toolCall } from "./toolCalls";

/** Which chunk the pointer is on, and which one was chosen. */
export interface Focus {
  readonly hovered: number | null;
  readonly selected: number | null;
}

export function response({ answer, body, chunkRanges }: StreamView, focus: Focus) {
  const { choices, error } = answer;
  return html`<section class="response" aria-label="Response">
    <h2>Response <span class="dim">${answer.streaming ? "streamed" : nothing}</span></h2>
    ${choices.map((choice) => choiceTurn(choice, choices.length > 1, answer.streaming, focus))}
    ${error ? errorCard(error) : nothing} ${body === null ? nothing : bodyTurn(body)}
    ${
      choices.length === 0 && !error && body === null
        ? html`<p class="note dim">
            ${chunkRanges.length === 0 ? "The recording holds no response." : "Nothing was put together."}
          </p>`
        : nothing
    }
  </section>`;
}

function choiceTurn(choice: Choice, isOneOfSeveral: boolean, streaming: boolean, focus: Focus) {
  const { reasoning, content, refusal, toolCalls, annotations } = choice;
  const isEmpty = !content?.text && !refusal?.text && !reasoning?.text && toolCalls.length === 0;
  const parts = html`${isOneOfSeveral ? html`<div class="note dim">choice ${choice.index}</div>` : nothing}
  ${reasoning?.text ? reasoningPart(reasoning, !content?.text && toolCalls.length === 0, focus) : nothing}
  ${content?.text ? copyable(content, "Copy answer", focus) : nothing}
  ${refusal?.text ? html`<div class="refusal"><span class="dim">refusal</span>${traced(refusal, focus)}</div>` : nothing}
  ${toolCalls.map((call) => toolCall(shownCall(call, focus)))}
  ${annotations.length === 0 ? nothing : annotationsPart(annotations)}
  ${isEmpty ? html`<div class="note dim">empty</div>` : nothing} ${finishLine(choice, streaming)}`;
  return turn(choice.role ?? "assistant", parts, "recorded");
}

const traced = (text: TracedText, { hovered, selected }: Focus) =>
  html`<traced-text .traced=${text} .hovered=${hovered} .selected=${selected}></traced-text>`;

const copyable = (text: TracedText, label: string, focus: Focus) =>
  html`<div class="copyable">${traced(text, focus)}${copyButton(text.text, label)}</div>`;

function reasoningPart(reasoning: TracedText, open: boolean, focus: Focus) {
  return html`<details class="reasoning" ?open=${open}>
    <summary>Reasoning <span class="dim">${lengthOf(reasoning.text)}</span></summary>
    ${copyable(reasoning, "Copy reasoning", focus)}
  </details>`;
}

function shownCall({ id, name, arguments: sent }: ToolCall, focus: Focus) {
  const isMarked = (chunk: number | undefined) => chunk !== undefined && (chunk === focus.hovered || chunk === focus.selected);
  return {
    id: id?.value ?? null,
    name: name?.value ?? "",
    arguments: sent.text,
    marked: [id?.chunk, name?.chunk, ...sent.pieces.map(({ chunk }) => chunk)].some(isMarked),
  };
}

function annotationsPart(annotations: Choice["annotations"]) {
  return html`<details>
    <summary>Annotations <span class="dim">${annotations.length}</span></summary>
    <text-block .text=${JSON.stringify(annotations.map(({ value }) => value))} json></text-block>
  </details>`;
}

function finishLine({ finishReason }: Choice, streaming: boolean) {
  if (!finishReason) return streaming ? html`<div class="note warning">The stream ends without a finish reason.</div>` : nothing;
  const reveal = (event: Event) =>
    event.target?.dispatchEvent(new CustomEvent("chunk-reveal", { detail: finishReason.chunk, bubbles: true, composed: true }));
  return html`<div class="note dim">
    finished: <code>${finishReason.value}</code>${
      streaming ? html` in <button class="link" @click=${reveal}>chunk ${finishReason.chunk + 1}</button>` : nothing
    }
  </div>`;
}

function errorCard({ type, message, status }: ProviderError) {
  return html`<div class="error-card" role="group" aria-label="Provider error">
    <vscode-icon name="error"></vscode-icon>
    <div>
      <div>
        <strong>${type ?? "Provider error"}</strong
        >${status === null ? nothing : html` <span class="dim">status ${status}</span>`}
      </div>
      <text-block .text=${message}></text-block>
    </div>
  </div>`;
}

function bodyTurn(body: string) {
  return html`<div class="body"><text-block .text=${body} code whole></text-block></div>`;
}
