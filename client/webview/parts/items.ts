/** The parts of an answer other than text and calls: hosted tools, executed code, images. */
import { html, nothing } from "lit";
import type { AnswerItem } from "../../../server/src/protocol";
import { revealChunk } from "./focus";
import { images } from "./images";

export function items(all: readonly AnswerItem[]) {
  return all.map(({ type, value, chunk }) => {
    const pictures = picturesOf(value);
    return html`<details class="item">
        <summary><code>${type}</code> <span class="dim">${summaryOf(value)}</span></summary>
        <button class="link dim" @click=${revealChunk(chunk)}>chunk ${chunk + 1}</button>
        <text-block .text=${JSON.stringify(withoutPictures(value))} json></text-block>
      </details>
      ${pictures.length === 0 ? nothing : images(pictures)}`;
  });
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The most informative line: the query, the code, an audio's transcript, the tool's name. */
function summaryOf(value: unknown): string {
  if (!isObject(value)) return typeof value === "string" ? value.slice(0, 120) : "";
  const action = isObject(value["action"]) ? value["action"] : {};
  const queries = Array.isArray(value["queries"])
    ? value["queries"].filter((each) => typeof each === "string").join(", ")
    : undefined;
  const said = [queries, action["query"], value["name"], value["code"], value["transcript"], value["status"]];
  return said.find((each): each is string => typeof each === "string" && each !== "")?.slice(0, 120) ?? "";
}

const base64 = /^[\w+/=-]{64,}$/;

/** An image generation's `result`, Gemini's `inline_data`. */
function picturesOf(value: unknown): readonly string[] {
  if (!isObject(value)) return [];
  const { result } = value;
  if (typeof result === "string" && base64.test(result)) return [`data:image/png;base64,${result}`];
  const inline = value["inline_data"] ?? value["inlineData"] ?? value;
  if (!isObject(inline)) return [];
  const [type, data] = [inline["mime_type"] ?? inline["mimeType"], inline["data"]];
  const isPicture = typeof type === "string" && /^image\/(png|jpeg|gif|webp)$/.test(type);
  return isPicture && typeof data === "string" && base64.test(data) ? [`data:${type};base64,${data}`] : [];
}

const withoutPictures = (value: unknown): unknown =>
  isObject(value) && typeof value["result"] === "string" && base64.test(value["result"]) ? { ...value, result: "…" } : value;
