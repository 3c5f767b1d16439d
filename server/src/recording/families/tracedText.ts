/** A text that grows chunk by chunk and remembers the chunk of each piece. */
import type { TracedText } from "../reassembled";

export class TextBuilder {
  #text = "";
  readonly #pieces: { chunk: number; length: number }[] = [];

  get text(): string {
    return this.#text;
  }

  add(chunk: number, text: string): void {
    if (text === "") return;
    this.#text += text;
    const last = this.#pieces[this.#pieces.length - 1];
    if (last?.chunk === chunk) last.length += text.length;
    else this.#pieces.push({ chunk, length: text.length });
  }

  /**
   * Sets the whole text according to a later chunk: the part that agrees keeps its chunks, the rest is attributed
   * to this chunk. Returns what the chunk added, "" if it only repeats.
   */
  settle(chunk: number, whole: string): string {
    if (whole === this.#text) return "";
    const kept = commonStart(this.#text, whole);
    this.#cut(kept);
    this.add(chunk, whole.slice(kept));
    return whole.slice(kept);
  }

  build(): TracedText {
    return { text: this.#text, pieces: this.#pieces };
  }

  #cut(length: number): void {
    let surplus = this.#text.length - length;
    this.#text = this.#text.slice(0, length);
    for (let last = this.#pieces.at(-1); last !== undefined && surplus > 0; last = this.#pieces.at(-1)) {
      const cut = Math.min(surplus, last.length);
      last.length -= cut;
      surplus -= cut;
      if (last.length === 0) this.#pieces.pop();
    }
  }
}

/** Several texts joined in order, with `between` separating those that are not empty; null if there is none. */
export function joinTexts(texts: readonly TextBuilder[], between = ""): TracedText | null {
  if (texts.length === 0) return null;
  const joined = new TextBuilder();
  for (const text of texts) {
    const { text: whole, pieces } = text.build();
    const [first] = pieces;
    if (first !== undefined && joined.text !== "") joined.add(first.chunk, between);
    let from = 0;
    for (const { chunk, length } of pieces) joined.add(chunk, whole.slice(from, (from += length)));
  }
  return joined.build();
}

function commonStart(one: string, other: string): number {
  if (other.startsWith(one)) return one.length;
  const most = Math.min(one.length, other.length);
  let length = 0;
  while (length < most && one.charCodeAt(length) === other.charCodeAt(length)) length++;
  return length;
}
