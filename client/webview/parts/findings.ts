/** The findings of the recording, like VS Code's Problems view. */
import { html, nothing } from "lit";
import type { Severity, StreamView } from "../../../server/src/protocol";
import { send } from "../host";
import { withCode } from "../text/withCode";

const icons: Readonly<Record<Severity, string>> = { error: "error", warning: "warning", information: "info", hint: "lightbulb" };

/** `fixes` has the titles of the quick fixes for each finding, as far as they are known. */
export function findings({ findings: found }: StreamView, fixes: readonly (readonly string[])[]) {
  if (found.length === 0) return nothing;
  return html`<ul class="findings" aria-label="Findings">
    ${found.map(
      ({ code, severity, message }, index) =>
        html`<li>
          <button class="finding" @click=${() => send({ kind: "revealFinding", index })}>
            <vscode-icon class=${severity} name=${icons[severity]} label=${severity}></vscode-icon>
            <span><span class="message">${withCode(message)}</span> <span class="dim">${code}</span></span>
          </button>
          ${(fixes[index] ?? []).map(
            (title, fix) =>
              html`<button class="fix link" @click=${() => send({ kind: "applyFix", finding: index, fix })}>
                <vscode-icon name="lightbulb"></vscode-icon>${title}
              </button>`,
          )}
        </li>`,
    )}
  </ul>`;
}
