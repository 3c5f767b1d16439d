/** The complete texts of an answer, traced to the strings of its chunks: pieces of a text may be under differently named fields. */
import type { JsonPath } from "../../recording/jsonPath";
import type { Choice, Reassembled, TracedText } from "../../recording/reassembled";
import { joined, type RecordedText } from "./recordedText";

/** The most strings to check for pieces of an answer; real answers need a few for each chunk. */
const mostLooks = 1_000_000;

/**
 * `strings` are those of the chunks, in order; `streamAt` is the path of the list of chunks. Texts that the strings do not add up to are left out.
 */
export function answerTexts(
  { choices }: Reassembled,
  strings: readonly RecordedText[],
  streamAt: JsonPath,
): readonly RecordedText[] {
  const byChunk = new Map<unknown, RecordedText[]>();
  for (const each of strings) {
    const chunk = each.pieces(0, 1)[0]?.path[streamAt.length];
    const known = byChunk.get(chunk);
    if (known) known.push(each);
    else byChunk.set(chunk, [each]);
  }
  const finder = new Finder(byChunk);
  return choices.flatMap(textsOf).flatMap((text) => finder.find(text) ?? []);
}

export function textsOf({ content, reasoning, refusal, toolCalls }: Choice): readonly TracedText[] {
  return [content, reasoning, refusal, ...toolCalls.map((call) => call.arguments)].filter((text) => text !== null);
}

class Finder {
  readonly #strings: ReadonlyMap<unknown, readonly RecordedText[]>;
  #looks = 0;

  constructor(strings: ReadonlyMap<unknown, readonly RecordedText[]>) {
    this.#strings = strings;
  }

  find({ text, pieces }: TracedText): RecordedText | undefined {
    const found: RecordedText[] = [];
    let from = 0;
    for (const { chunk, length } of pieces) {
      const strings = this.#addingUpTo(text.slice(from, (from += length)), this.#strings.get(chunk) ?? []);
      if (!strings) return undefined;
      for (const each of strings) found.push(each);
    }
    return joined(found);
  }

  /** Finds one string of a chunk, or several consecutive ones such as Gemini's parts, that make up the text. */
  #addingUpTo(text: string, strings: readonly RecordedText[]): readonly RecordedText[] | undefined {
    this.#looks += strings.length;
    if (this.#looks > mostLooks) return undefined;
    const whole = strings.find((each) => each.text === text);
    if (whole) return [whole];
    const found: RecordedText[] = [];
    let at = 0;
    for (const each of strings) {
      if (!text.startsWith(each.text, at)) continue;
      found.push(each);
      at += each.text.length;
    }
    return at === text.length ? found : undefined;
  }
}
