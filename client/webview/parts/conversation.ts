/** The request: settings, tools, and the messages before the answer. */
import { html, nothing } from "lit";
import type { StreamView, ViewMessage } from "../../../server/src/protocol";
import { counted } from "../format";
import { bounded } from "./boundary";
import { images } from "./images";
import { toolCall } from "./toolCalls";

export function request({ messages, tools, settings }: StreamView, rendered: boolean) {
  if (messages.length + tools.length + settings.length === 0) return nothing;
  const names = new Map(messages.flatMap(({ toolCalls }) => toolCalls.map(({ id, name }) => [id, name] as const)));
  const nameOfCall = (id: string) => names.get(id) ?? "";
  return html`<section aria-label="Request">
    <h2>Request <span class="dim">${messages.length > 0 ? counted(messages.length, "message") : nothing}</span></h2>
    ${bounded(() => settingsList(settings), settings)} ${bounded(() => toolList(tools, rendered), tools)}
    ${messages.map((each) => bounded(() => message(each, nameOfCall, rendered), each))}
  </section>`;
}

function settingsList(settings: StreamView["settings"]) {
  if (settings.length === 0) return nothing;
  return html`<dl class="settings">
    ${settings.map(
      ({ name, value }) =>
        html`<div title=${value}>
          <dt>${name}</dt>
          <dd><code>${value}</code></dd>
        </div>`,
    )}
  </dl>`;
}

function toolList(tools: StreamView["tools"], rendered: boolean) {
  if (tools.length === 0) return nothing;
  const names = tools.map(({ name }) => name).join(", ");
  return html`<details class="tools">
    <summary>${counted(tools.length, "tool")} <code class="dim names">${names}</code></summary>
    ${tools.map(
      ({ name, description, parameters }) =>
        html`<div class="tool">
          <code class="call-name">${name}</code>
          ${description === null ? nothing : html`<text-block class="dim" .text=${dedented(description)} ?markdown=${rendered}></text-block>`}
          ${parameters === null ? nothing : html`<text-block .text=${JSON.stringify(parameters)} json></text-block>`}
        </div>`,
    )}
  </details>`;
}

/** Removes the indentation of a Python docstring, which many descriptions are. */
function dedented(text: string): string {
  const indents = Array.from(text.matchAll(/\n([ \t]*)(?=\S)/g), ([, indent = ""]) => indent.length);
  const common = indents.length === 0 ? 0 : indents.reduce((least, indent) => Math.min(least, indent));
  return text.replace(new RegExp(`\\n[ \\t]{0,${common}}`, "g"), "\n").trim();
}

/** One message, in the same form as the answer. */
export function turn(role: string, content: unknown, kind = "") {
  return html`<article class="turn ${kind}" aria-label=${role}>
    <div class="role"><vscode-icon name=${iconFor(role)}></vscode-icon><span>${role}</span></div>
    <div class="content">${content}</div>
  </article>`;
}

function message(
  { role, text, toolCallId, toolCalls, images: pictures, also }: ViewMessage,
  nameOfCall: (id: string) => string,
  rendered: boolean,
) {
  const isData = role === "tool" || role === "function";
  const isEmpty = text === "" && toolCalls.length === 0 && !pictures?.length && !also?.length;
  const content = html`${
    toolCallId === undefined
      ? nothing
      : html`<div class="note dim">answers <code>${nameOfCall(toolCallId)} ${toolCallId}</code></div>`
  }
  ${
    text === ""
      ? nothing
      : html`<text-block .text=${text} ?json=${rendered} ?markdown=${rendered && !isData} ?code=${isData}></text-block>`
  }
  ${pictures?.length ? images(pictures) : nothing} ${toolCalls.map((call) => toolCall(call, rendered))}
  ${also?.length ? settingsList(also) : nothing} ${isEmpty ? html`<div class="note dim">empty</div>` : nothing}`;
  return turn(role, content);
}

const icons: Readonly<Record<string, string>> = {
  system: "settings-gear",
  developer: "settings-gear",
  user: "account",
  assistant: "sparkle",
  model: "sparkle",
  tool: "tools",
  function: "tools",
  call: "tools",
  input: "account",
  prompt: "account",
};

const iconFor = (role: string): string => (Object.hasOwn(icons, role) ? (icons[role] ?? "comment") : "comment");
