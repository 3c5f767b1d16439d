/** The text of a body that its file stores encoded, with paths that start at the file's root. */
import type { JsonPath, OffsetRange } from "../../recording/jsonPath";
import { lazy } from "../../recording/lazy";
import { hiddenAround, type HiddenText, type Place, type SourceText } from "../../recording/sourceText";
import { embeddedText } from "./embeddedText";

/** `file` contains the body. Places are offsets in the body's text; everything else in the file is at its start. */
export function bodySource(file: SourceText, body: HiddenText): SourceText {
  return new BodySource(file, body);
}

class BodySource implements SourceText {
  readonly notation = "text";
  readonly hidden = [];
  readonly problem = undefined;
  readonly #file: SourceText;
  readonly #body: HiddenText;
  readonly #read = lazy(() => embeddedText(this.#body.text, this.#body.contentType));

  constructor(file: SourceText, body: HiddenText) {
    this.#file = file;
    this.#body = body;
  }

  get text(): string {
    return this.#body.text;
  }

  get value(): unknown {
    return this.#file.value;
  }

  get written(): unknown {
    return this.#file.written;
  }

  rangeOf({ path, within }: Place, part: "key" | "value" = "value"): OffsetRange {
    const whole = { start: 0, end: this.text.length };
    if (hiddenAround({ hidden: [this.#body] }, path) === undefined) return { start: 0, end: 0 };
    const steps = path.slice(this.#body.path.length);
    if (steps.length === 0) return within ?? whole;
    return this.#read()?.rangeOf(steps, part, within) ?? whole;
  }

  placeAt(offset: number): Place {
    return { path: [...this.#body.path, ...(this.#read()?.pathAt(offset) ?? [])] };
  }

  offsetWithin(path: JsonPath, offset: number): number | undefined {
    return path.length === this.#body.path.length && hiddenAround({ hidden: [this.#body] }, path) ? offset : undefined;
  }

  withValue(value: unknown): SourceText {
    return new BodySource(this.#file.withValue(value), this.#body);
  }
}
