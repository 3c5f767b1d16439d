/** Tool calls, sent or recorded: name, id, and the arguments indented, or as they came when they are no JSON. */
import { html, nothing } from "lit";
import { send } from "../host";
import { isJson } from "../json";

export interface ShownCall {
  readonly id: string | null;
  readonly name: string;
  readonly arguments: string;
  /** The selected or hovered chunk is part of this call. */
  readonly marked?: boolean;
}

export function toolCall({ id, name, arguments: sent, marked }: ShownCall) {
  return html`<div class="call ${marked ? "marked" : ""}">
    <div class="call-head">
      <vscode-icon name="symbol-method"></vscode-icon>
      <code class="call-name">${name === "" ? "(no name)" : name}</code>
      ${id === null || id === "" ? nothing : html`<code class="dim call-id">${id}</code>`}
      ${sent === "" ? nothing : copyButton(sent, "Copy arguments")}
    </div>
    ${sent.trim() === "" ? html`<div class="note dim">no arguments</div>` : argumentsBlock(sent)}
  </div>`;
}

function argumentsBlock(sent: string) {
  return html`<text-block .text=${sent} json code></text-block>
    ${isJson(sent) ? nothing : html`<div class="note warning">These arguments are not valid JSON; shown as recorded.</div>`}`;
}

export function copyButton(text: string, label: string) {
  return html`<vscode-toolbar-button
    class="copy"
    icon="copy"
    label=${label}
    title=${label}
    @click=${() => send({ kind: "copy", text })}
  ></vscode-toolbar-button>`;
}
