/** A strip for the conversation that a recording belongs to, with the test's recordings. */
import { html, nothing } from "lit";
import type { StreamView } from "../../../server/src/protocol";
import { send } from "../host";

export function turns({ turns: all, id }: StreamView) {
  if (all.length < 2) return nothing;
  return html`<nav class="turns" aria-label="Turns of this conversation">
    <ol>
      ${all.map((turn, index) => {
        const isThis = turn.id === id;
        return html`<li class=${isThis ? "this" : ""}>
          <button
            aria-current=${isThis ? "true" : nothing}
            title=${fed(turn.predecessors, turn.successors)}
            @click=${() => send({ kind: "openTurn", index })}
          >
            <span class="number">${turn.number}</span>
            <span class="said">${turn.preview === "" ? (turn.model ?? "empty") : turn.preview}</span>
            <span class="dim finish">${turn.finishReasons.join(", ")}</span>
          </button>
        </li>`;
      })}
    </ol>
  </nav>`;
}

function fed(predecessors: readonly number[], successors: readonly number[]): string {
  const said = [
    predecessors.length > 0 ? `quotes the answer of turn ${predecessors.join(", ")}` : "",
    successors.length > 0 ? `quoted by turn ${successors.join(", ")}` : "",
  ];
  return said.filter((part) => part !== "").join("; ");
}
