/** The assembled answer: text, reasoning, refusal, calls, errors, or the body of another kind of response. */
import { html, nothing } from "lit";
import { guard } from "lit/directives/guard.js";
import type { Choice, ProviderError, StreamView, ToolCall, TracedText } from "../../../server/src/protocol";
import { lengthOf } from "../text/textBlock";
import { also } from "./also";
import { annotations } from "./annotations";
import { bounded } from "./boundary";
import { turn } from "./conversation";
import { disagreements } from "./disagreements";
import { revealChunk, type Focus } from "./focus";
import { items } from "./items";
import { logprobs } from "./logprobs";
import { result } from "./results";
import { safety } from "./safety";
import { argumentsNote, callHead, copyButton } from "./toolCalls";

/** `answer` is the view's, or the part of it up to a chunk. */
export function response(view: StreamView, answer: StreamView["answer"], focus: Focus) {
  const { choices, error } = answer;
  const { body, result: shown } = view;
  const hasNothing = choices.length === 0 && !error && body === null && !shown;
  return html`<section class="response" aria-label="Response">
    <h2>Response <span class="dim">${answer.streaming ? "streamed" : nothing}</span></h2>
    ${bounded(() => disagreements(answer.disagreements), answer.disagreements)}
    ${choices.map((choice) => bounded(() => choiceTurn(choice, choices.length > 1, answer.streaming, focus), choice))}
    ${error ? errorCard(error) : nothing}
    ${shown ? guard([shown, focus.rendered], () => bounded(() => result(shown, focus.rendered), shown)) : nothing}
    ${body === null ? nothing : bodyTurn(body)} ${guard([answer.also], () => bounded(() => also(answer.also), answer.also))}
    ${guard([view.safety], () => bounded(() => safety(view.safety), view.safety))}
    ${
      hasNothing
        ? html`<p class="note dim">
            ${view.chunkRanges.length === 0 ? "The recording has no response." : "No answer could be assembled."}
          </p>`
        : nothing
    }
  </section>`;
}

function choiceTurn(choice: Choice, isOneOfSeveral: boolean, streaming: boolean, focus: Focus) {
  const { reasoning, content, refusal, toolCalls } = choice;
  const isEmpty = !content?.text && !refusal?.text && !reasoning?.text && toolCalls.length + choice.items.length === 0;
  const parts = html`${isOneOfSeveral ? html`<div class="note dim">choice ${choice.index}</div>` : nothing}
  ${reasoning?.text ? reasoningPart(reasoning, !content?.text && toolCalls.length === 0, focus) : nothing}
  ${guard([choice.items, choice.items.length], () => bounded(() => items(choice.items), choice.items))}
  ${content?.text ? copyable(content, "Copy answer", focus) : nothing}
  ${refusal?.text ? html`<div class="refusal"><span class="dim">refusal</span>${traced(refusal, focus)}</div>` : nothing}
  ${toolCalls.map((call) => bounded(() => callPart(call, focus), call.arguments.text))}
  ${bounded(() => annotations(choice.annotations), choice.annotations)}
  ${guard([choice.logprobs, choice.logprobs.length], () => bounded(() => logprobs(choice.logprobs), choice.logprobs))}
  ${isEmpty ? html`<div class="note dim">${focus.partial ? "nothing yet" : "empty"}</div>` : nothing}
  ${finishLine(choice, streaming && !focus.partial, streaming)}`;
  return turn(choice.role ?? "assistant", parts, "recorded");
}

const traced = (text: TracedText, { hovered, selected, rendered }: Focus) =>
  html`<traced-text
    .traced=${text}
    .hovered=${hovered}
    .selected=${selected}
    ?markdown=${rendered}
    ?json=${rendered}
  ></traced-text>`;

const copyable = (text: TracedText, label: string, focus: Focus) =>
  html`<div class="copyable">${traced(text, focus)}${copyButton(() => text.text, label)}</div>`;

function reasoningPart(reasoning: TracedText, open: boolean, focus: Focus) {
  return html`<details class="reasoning" ?open=${open}>
    <summary>Reasoning <span class="dim">${lengthOf(reasoning.text)}</span></summary>
    ${copyable(reasoning, "Copy reasoning", focus)}
  </details>`;
}

function callPart({ id, name, arguments: sent }: ToolCall, { hovered, selected, rendered, partial }: Focus) {
  const heads = [id?.chunk, name?.chunk];
  const marked = heads.some((chunk) => chunk !== undefined && (chunk === hovered || chunk === selected));
  const isBlank = sent.text.trim() === "";
  return html`<div class="call ${marked ? "marked" : ""}">
    ${callHead({ id: id?.value ?? null, name: name?.value ?? "", arguments: sent.text })}
    ${
      isBlank
        ? html`<div class="note dim">${partial ? "no arguments yet" : "no arguments"}</div>`
        : html`<traced-text .traced=${sent} .hovered=${hovered} .selected=${selected} ?json=${rendered} code></traced-text>`
    }
    ${isBlank || partial ? nothing : argumentsNote(sent.text)}
  </div>`;
}

function finishLine({ finishReason }: Choice, isWhole: boolean, streaming: boolean) {
  if (!finishReason) return isWhole ? html`<div class="note warning">The stream ends without a finish reason.</div>` : nothing;
  return html`<div class="note dim">
    finished: <code>${finishReason.value}</code>${
      streaming
        ? html` in <button class="link" @click=${revealChunk(finishReason.chunk)}>chunk ${finishReason.chunk + 1}</button>`
        : nothing
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
