/** Responses without choices: vectors, models, a tool's result, a document. */
import { html, nothing, svg } from "lit";
import type { VectorFacts, ViewResult } from "../../../server/src/protocol";
import { count, counted } from "../format";

/** Further vectors are only counted. */
const mostVectors = 48;

export function result(shown: ViewResult, rendered: boolean) {
  switch (shown.kind) {
    case "embeddings":
      return embeddings(shown);
    case "models":
      return modelList(shown.models);
    case "tool":
      return html`${shown.error === null ? nothing : html`<p class="note warning">${shown.error}</p>`}
        <text-block .text=${shown.content} ?json=${rendered} ?markdown=${rendered}></text-block>
        ${metadata(shown.metadata)}`;
    case "document":
      return html`${metadata(shown.metadata)}
      ${shown.pieces.map(
        (piece, index) =>
          html`<article class="piece" aria-label="Piece ${index + 1}">
            <h3 class="dim">Piece ${index + 1}</h3>
            <text-block .text=${piece.text} ?markdown=${rendered}></text-block>
            ${metadata(piece.metadata)}
          </article>`,
      )}`;
  }
}

/** The union that replay serves; if it comes from several files, each model names its own. */
function modelList(models: Extract<ViewResult, { kind: "models" }>["models"]) {
  const files = new Set(models.flatMap(({ uris }) => uris));
  const from = (uris: readonly string[]) => (files.size > 1 ? ` · ${uris.map(shortName).join(", ")}` : "");
  return html`${files.size > 1 ? html`<p class="note dim">Replay serves the union of ${counted(files.size, "file")}.</p>` : nothing}
    <ul class="models">
      ${models.map(({ id, detail, uris }) => html`<li><code>${id}</code> <span class="dim">${detail}${from(uris)}</span></li>`)}
    </ul>`;
}

/** The part of the name that distinguishes lists of the same request: the digest at its end. */
const shortName = (uri: string): string => /(?<![^/-])([^/-]+)\.json$/.exec(uri)?.[1] ?? uri;

const metadata = (json: string | null) =>
  json === null
    ? nothing
    : html`<details>
        <summary>Metadata</summary>
        <text-block .text=${json} json></text-block>
      </details>`;

function embeddings({ vectors, similarity, inputs }: Extract<ViewResult, { kind: "embeddings" }>) {
  return html`<div class="vectors">
      ${vectors.slice(0, mostVectors).map((vector, index) => vectorFigure(vector, index, inputs[index]))}
    </div>
    ${vectors.length > mostVectors ? html`<p class="note dim">and ${counted(vectors.length - mostVectors, "more vector")}</p>` : nothing}
    ${similarity.length === 0 ? nothing : similarityTable(similarity)}`;
}

function vectorFigure(vector: VectorFacts, index: number, input: string | undefined) {
  const { dimensions, norm, min, max } = vector;
  return html`<figure class="vector">
    <figcaption>
      <span><span class="dim">vector ${index + 1}</span> ${input === undefined ? nothing : html`<q>${input}</q>`}</span>
      <span class="dim numbers">${count(dimensions)} dimensions · norm ${round(norm)} · ${round(min)} to ${round(max)}</span>
    </figcaption>
    ${plot(vector, `Values of vector ${index + 1}, from ${round(min)} to ${round(max)}`)}
  </figure>`;
}

const plotHeight = 36;

/** The least and greatest value of each section, with zero in the middle. */
function plot({ outline, min, max }: VectorFacts, label: string) {
  const reach = Math.max(Math.abs(min), Math.abs(max)) || 1;
  const y = (value: number) => (((1 - value / reach) * plotHeight) / 2).toFixed(2);
  const path = outline.map(([low, high], x) => `M${x + 0.5} ${y(Math.max(high, 0))}V${y(Math.min(low, 0))}`).join("");
  return html`<svg
    class="plot"
    role="img"
    aria-label=${label}
    viewBox="0 0 ${outline.length} ${plotHeight}"
    preserveAspectRatio="none"
  >
    ${svg`<path d=${path} /><line x1="0" x2=${outline.length} y1=${plotHeight / 2} y2=${plotHeight / 2} />`}
  </svg>`;
}

function similarityTable(rows: readonly (readonly (number | null)[])[]) {
  return html`<details class="similarity" open>
    <summary>Similarity <span class="dim">cosine of every two vectors</span></summary>
    <div class="scroll" tabindex="0" role="region" aria-label="Similarity of the vectors">
      <table>
        <thead>
          <tr>
            <td></td>
            ${rows.map((_, index) => html`<th scope="col">${index + 1}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            (row, index) =>
              html`<tr>
                <th scope="row">${index + 1}</th>
                ${row.map((value) => html`<td class="like${level(value)}">${value === null ? "–" : value.toFixed(2)}</td>`)}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </details>`;
}

const level = (value: number | null): number => (value === null ? 0 : Math.max(0, Math.min(5, Math.floor(value * 6))));

const round = (value: number): string =>
  Math.abs(value) >= 1000 ? value.toExponential(2) : String(Number(value.toPrecision(3)));
