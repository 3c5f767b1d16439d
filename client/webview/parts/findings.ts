/** What is wrong with the recording, as VS Code's Problems view lists it. */
import { html, nothing } from "lit";
import type { Severity, StreamView } from "../../../server/src/protocol";
import { send } from "../host";

const icons: Readonly<Record<Severity, string>> = { error: "error", warning: "warning", information: "info", hint: "lightbulb" };

export function findings({ findings: found }: StreamView) {
  if (found.length === 0) return nothing;
  return html`<ul class="findings" aria-label="Findings">
    ${found.map(
      ({ code, severity, message }, index) =>
        html`<li>
          <button @click=${() => send({ kind: "revealFinding", index })}>
            <vscode-icon class=${severity} name=${icons[severity]} label=${severity}></vscode-icon>
            <span><span class="message">${withCode(message)}</span> <span class="dim">${code}</span></span>
          </button>
        </li>`,
    )}
  </ul>`;
}

/** Names between backticks, as in Markdown, look like code. */
function withCode(message: string) {
  return message.split("`").map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : part));
}
