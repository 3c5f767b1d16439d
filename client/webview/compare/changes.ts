/** The changes: texts with removed and added parts, values before and after, fields by path. */
import { html, nothing } from "lit";
import { pathText, type AnswerChange, type FieldDifference, type TextPart } from "../../../server/src/protocol";
import { counted } from "../format";

/** Further fields are only counted. */
const mostFields = 300;
const longestValue = 2_000;

export function answerSection(changes: readonly AnswerChange[]) {
  return html`<section aria-label="Answer">
    <h2>Answer</h2>
    ${changes.map(
      (each) =>
        html`<article class="change" aria-label=${each.what}>
          <h3>${each.what}</h3>
          ${change(each)}
        </article>`,
    )}
  </section>`;
}

export function requestSection(fields: readonly FieldDifference[]) {
  return html`<section aria-label="Request">
    <h2>Request <span class="dim">${counted(fields.length, "field")}</span></h2>
    ${fieldTable(fields, "Fields of the request")}
  </section>`;
}

function change(each: AnswerChange) {
  switch (each.kind) {
    case "text":
      return textChange(each.parts);
    case "value":
      return html`<div class="pair">
        ${value(each.before, "removed")}<span class="arrow dim" aria-label="then">→</span>${value(each.after, "added")}
      </div>`;
    case "fields":
      return fieldTable(each.fields, `Fields of ${each.what}`);
  }
}

/** Blanks and line breaks are shown, so that there are none around the parts. */
function textChange(parts: readonly TextPart[]) {
  const shape = isWhole(parts) ? "text parts whole" : "text parts";
  return html`<div class=${shape} dir="auto">${foldSame(parts).map(part)}</div>`;
}

/** Nothing of the text stayed: the old one stands above the new one. */
const isWhole = (parts: readonly TextPart[]): boolean => parts.length > 1 && parts.every(({ kind }) => kind !== "same");

const part = ({ kind, text }: TextPart | { readonly kind: "fold"; readonly text: string }) => {
  switch (kind) {
    case "same":
      return text;
    case "added":
      return html`<ins>${text}</ins>`;
    case "removed":
      return html`<del>${text}</del>`;
    case "fold":
      return html`<span class="fold dim">${text}</span>`;
  }
};

const contextLength = 200;

/** Shortens unchanged parts that are not near a change. */
function foldSame(parts: readonly TextPart[]) {
  return parts.flatMap((each, index) => {
    const isFirst = index === 0;
    const isLast = index === parts.length - 1;
    const kept = (isFirst ? 0 : contextLength) + (isLast ? 0 : contextLength);
    if (each.kind !== "same" || each.text.length <= kept + 100) return [each];
    const start = isFirst ? "" : each.text.slice(0, contextLength);
    const end = isLast ? "" : each.text.slice(each.text.length - contextLength);
    const fold = {
      kind: "fold" as const,
      text: ` … ${counted(each.text.length - start.length - end.length, "unchanged character")} … `,
    };
    return [{ ...each, text: start }, fold, { ...each, text: end }];
  });
}

function fieldTable(fields: readonly FieldDifference[], label: string) {
  return html`<div class="scroll" tabindex="0" role="region" aria-label=${label}>
      <table>
        <thead>
          <tr>
            <th scope="col">Field</th>
            <th scope="col">Before</th>
            <th scope="col">After</th>
          </tr>
        </thead>
        <tbody>
          ${fields.slice(0, mostFields).map(
            ({ path, before, after }) =>
              html`<tr>
                <th scope="row"><code>${pathText(path) || "(all)"}</code></th>
                <td>${value(before === undefined ? null : asText(before), "removed")}</td>
                <td>${value(after === undefined ? null : asText(after), "added")}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    ${fields.length > mostFields ? html`<p class="note dim">and ${counted(fields.length - mostFields, "more field")}</p>` : nothing}`;
}

function value(text: string | null, kind: "added" | "removed") {
  if (text === null) return html`<span class="dim">none</span>`;
  const shown = text.length > longestValue ? `${text.slice(0, longestValue)}…` : text;
  return kind === "added" ? html`<ins class="text mono">${shown}</ins>` : html`<del class="text mono">${shown}</del>`;
}

const asText = (shown: unknown): string => JSON.stringify(shown, null, 2);
