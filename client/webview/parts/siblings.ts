/** A strip for the recordings of a file with several: the index of this one, and links to the previous and next one. */
import { html, nothing } from "lit";
import type { StreamView } from "../../../server/src/protocol";
import { send } from "../host";

export function siblings({ siblings: all, id }: StreamView) {
  const at = all.findIndex((each) => each.id === id);
  const shown = all[at];
  if (shown === undefined || all.length < 2) return nothing;
  const label = [`${at + 1} of ${all.length}`, shown.model ?? "", shown.preview].filter((text) => text !== "").join(" · ");
  return html`<nav class="siblings" aria-label="Recordings of this file">
    ${step("chevron-left", "Previous recording of this file", at - 1, all.length)}
    <span class="said" title=${label}>${label}</span>
    ${step("chevron-right", "Next recording of this file", at + 1, all.length)}
  </nav>`;
}

function step(icon: string, label: string, index: number, count: number) {
  return html`<vscode-toolbar-button
    icon=${icon}
    label=${label}
    title=${label}
    ?disabled=${index < 0 || index >= count}
    @click=${() => {
      if (index >= 0 && index < count) send({ kind: "openSibling", index });
    }}
  ></vscode-toolbar-button>`;
}
