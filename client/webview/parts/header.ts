/** The title of the recording: its test, and the most important facts. */
import { html, nothing, type TemplateResult } from "lit";
import { writtenId, type StreamView } from "../../../server/src/protocol";
import { bytes, count, counted } from "../format";
import { send } from "../host";

/** `toggle` switches between rendered and recorded text. */
export function header(view: StreamView, rendered: boolean, toggle: () => void): TemplateResult {
  const names = view.testId === null ? [] : writtenId(view.testId).split("::");
  const title = breakable(names.at(-1) ?? view.familyTitle);
  const where = names.slice(0, -1).join(" › ");
  return html`<header class="top">
    <div class="title">
      <h1 title=${view.testId ?? ""}>
        ${view.test ? html`<button class="link" @click=${() => send({ kind: "openTest" })}>${title}</button>` : title}
      </h1>
      <div class="actions" role="toolbar" aria-label="Actions">
        <vscode-toolbar-button
          icon=${rendered ? "code" : "markdown"}
          label=${rendered ? "Show texts as recorded" : "Render Markdown and JSON"}
          title=${rendered ? "Show texts as recorded" : "Render Markdown and JSON"}
          @click=${toggle}
        ></vscode-toolbar-button>
        ${action("copy", "Copy or export as…", "copyAs")} ${action("diff", "Compare with…", "compare")}
        ${action("json", "Open the recording's JSON", "openFile")}
      </div>
    </div>
    <div class="where dim">${where === "" ? view.fileName : where}</div>
    <dl class="facts">${facts(view).map(fact)}</dl>
  </header>`;
}

function action(icon: string, label: string, kind: "copyAs" | "compare" | "openFile") {
  return html`<vscode-toolbar-button
    icon=${icon}
    label=${label}
    title=${label}
    @click=${() => send({ kind })}
  ></vscode-toolbar-button>`;
}

/** A test's name that may wrap after an underscore, with its parameters less prominent. */
function breakable(name: string): TemplateResult {
  const start = name.indexOf("[");
  const [base, parameters] = start < 0 ? [name, ""] : [name.slice(0, start), name.slice(start)];
  const words = (text: string) => text.split(/(?<=[_\-/=:,])/).map((word, index) => (index === 0 ? word : html`<wbr />${word}`));
  return html`${words(base)}${parameters === "" ? nothing : html`<wbr /><span class="parameters">${words(parameters)}</span>`}`;
}

interface Fact {
  readonly name: string;
  readonly value: string | TemplateResult | null;
  /** The whole value if it is shortened. */
  readonly title?: string;
}

const fact = ({ name, value, title }: Fact) =>
  value === null || value === ""
    ? nothing
    : html`<div title=${title ?? nothing}>
        <dt>${name}</dt>
        <dd>${value}</dd>
      </div>`;

function facts(view: StreamView): Fact[] {
  const { answer } = view;
  const finishes = answer.choices.flatMap(({ finishReason }) => (finishReason ? [finishReason.value] : []));
  return [
    { name: "Turn", value: turnOf(view) },
    { name: "Model", value: models(view) },
    { name: "Finish", value: finishes.length > 0 ? finishes.join(", ") : null },
    { name: "Tokens", value: tokens(view) },
    stream(view),
    { name: "Kind", value: view.testId === null ? null : view.familyTitle },
    { name: "Endpoint", value: view.endpoint },
    { name: "Size", value: bytes(view.size) },
    hash(view),
  ];
}

const hashWords: Readonly<Record<StreamView["hashStatus"], readonly [icon: string, said: string] | null>> = {
  current: ["pass", "matches the request, so replay finds this file"],
  server: ["pass", "matches the request without its test, as computed by a server, so replay of a server finds this file"],
  older: ["warning", "matches the request under an older hash scheme, so replay looks for another name"],
  mismatch: ["warning", "does not match the request, so replay does not find this file"],
  unhashable: null,
};

function hash({ hash: digits, hashStatus }: StreamView): Fact {
  if (digits === null) return { name: "Hash", value: null };
  const said = hashWords[hashStatus];
  const icon = said ? html` <vscode-icon class=${said[0]} name=${said[0]} size="14" label=${said[1]}></vscode-icon>` : nothing;
  const value = html`<code>${digits.slice(0, 12)}</code>${icon}`;
  return { name: "Hash", value, title: said ? `${digits}\n${said[1]}` : digits };
}

/** As the list below counts it. */
function stream({ answer: { streaming, notes }, events }: StreamView): Fact {
  const chunks = counted(notes.length, "chunk");
  if (!streaming || events.length === 0) return { name: "Stream", value: streaming ? chunks : null };
  const said = counted(events.length, "event");
  return { name: "Stream", value: said, title: `${said} in ${chunks}` };
}

function turnOf({ turns, id }: StreamView): string | null {
  const turn = turns.find((each) => each.id === id);
  return turn && turns.length > 1 ? `${turn.number} of ${turns.length}` : null;
}

function models({ modelAsked, answer }: StreamView): Fact["value"] {
  if (modelAsked === null || answer.model === null || modelAsked === answer.model) return modelAsked ?? answer.model;
  return html`${modelAsked} <span class="dim" title="answered by">→</span> ${answer.model}`;
}

function tokens({ answer: { usage } }: StreamView): Fact["value"] {
  if (!usage) return null;
  const { inputTokens, outputTokens, totalTokens } = usage;
  const said = [
    [inputTokens, "in"],
    [outputTokens, "out"],
    [totalTokens, "total"],
  ] as const;
  const known = said.flatMap(([tokenCount, name]) => (tokenCount === null ? [] : [`${count(tokenCount)} ${name}`]));
  return known.length > 0 ? known.join(" · ") : null;
}
