/** Tool calls in the request or answer: name, id, and arguments, indented if they are JSON. */
import { html, nothing } from "lit";
import { isJson } from "../../../server/src/protocol";
import { send } from "../host";
import { prettyText } from "../text/json";

export interface ShownCall {
  readonly id: string | null;
  readonly name: string;
  readonly arguments: string;
}

/** A call in the request; calls of the answer know their chunks and are rendered by it. */
export function toolCall(call: ShownCall, rendered: boolean) {
  return html`<div class="call">
    ${callHead(call)}
    ${
      call.arguments.trim() === ""
        ? html`<div class="note dim">no arguments</div>`
        : html`<text-block .text=${call.arguments} ?json=${rendered} code></text-block>${argumentsNote(call.arguments)}`
    }
  </div>`;
}

export function callHead({ id, name, arguments: sent }: ShownCall) {
  return html`<div class="call-head">
    <vscode-icon name="symbol-method"></vscode-icon>
    <code class="call-name">${name === "" ? "(no name)" : name}</code>
    ${id === null || id === "" ? nothing : html`<code class="dim call-id">${id}</code>`}
    ${sent === "" ? nothing : copyButton(() => callText({ id, name, arguments: sent }), "Copy tool call")}
  </div>`;
}

export function argumentsNote(sent: string) {
  return isJson(sent) ? nothing : html`<div class="note warning">These arguments are not valid JSON; shown as recorded.</div>`;
}

/** The call as JSON, with its arguments as sent, because they may nest deeper than `JSON.stringify` allows. */
function callText({ id, name, arguments: sent }: ShownCall): string {
  const given = isJson(sent) ? sent : JSON.stringify(sent);
  return prettyText(`{"id": ${JSON.stringify(id)}, "name": ${JSON.stringify(name)}, "arguments": ${given}}`);
}

/** `text` is only called on a click. */
export function copyButton(text: () => string, label: string) {
  return html`<vscode-toolbar-button
    class="copy"
    icon="copy"
    label=${label}
    title=${label}
    @click=${() => send({ kind: "copy", text: text() })}
  ></vscode-toolbar-button>`;
}
