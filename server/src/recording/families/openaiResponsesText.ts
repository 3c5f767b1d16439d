/** One text of an item of an OpenAI response: it grows by deltas, and events that end it say it once more. */
import type { JsonPath } from "../jsonPath";
import type { Annotation, TokenLogprob } from "../reassembled";
import { Placed } from "./facts/builder";
import type { Said } from "./facts/facts";
import { placeIn, type StreamEvent } from "./facts/events";
import { tokensOf } from "./openaiLogprobs";
import { TextBuilder } from "./tracedText";

/** An item, or a part of it, as an event says it is. */
export interface Saying {
  readonly event: StreamEvent;
  /** Where it stands within the event's data. */
  readonly within: JsonPath;
  /** It is said to be whole now, and not only to begin. */
  readonly whole: boolean;
}

/** What an event says a text to be as a whole. */
interface Whole {
  readonly said: Saying;
  readonly field: string;
  readonly text: string;
}

export class ResponseText {
  readonly grown = new TextBuilder();
  readonly annotations: Annotation[] = [];
  readonly logprobs: TokenLogprob[] = [];
  readonly #pieces: Said<string>[] = [];
  /** The event that first said something of it. */
  first: StreamEvent | undefined;
  #streamed = "";
  /** What events say it to be as a whole, each word that is not the one before. */
  readonly #wholes: Whole[] = [];

  add(event: StreamEvent, delta: string, logprobs: unknown): void {
    this.first ??= event;
    const isLate = this.#streamed !== "" && this.#wholes.length > 0;
    this.#streamed += delta;
    // The whole that was said may have held this piece already.
    if (isLate) this.grown.settle(event.chunk, this.#streamed);
    else this.grown.add(event.chunk, delta);
    this.#pieces.push(new Placed(delta, () => placeIn(event, "delta"), event.chunk));
    for (const token of tokensOf(logprobs)) this.logprobs.push({ ...token, chunk: event.chunk });
  }

  /** The text as a whole, which stands in `field`; gives what this adds. An empty one is no word against what came: so items and parts are announced. */
  settle(said: Saying, field: string, text: string): string {
    const { event, within, whole } = said;
    if (whole && this.#wholes.at(-1)?.text !== text) this.#wholes.push({ said, field, text });
    if (text === "") return "";
    // What a part begins with is what deltas add to.
    if (!whole) this.#streamed = text;
    this.first ??= event;
    if (this.#pieces.length === 0) this.#pieces.push(new Placed(text, () => placeIn(event, ...within, field), event.chunk));
    return this.grown.settle(event.chunk, text);
  }

  /** The first event that says another whole than deltas, or events before it, made of it; and the one that began it. */
  get denied(): (Whole & { readonly before: StreamEvent }) | undefined {
    const [first] = this.#wholes;
    const begun = this.first ?? first?.said.event;
    const text = this.#streamed || first?.text;
    const denied = this.#wholes.find((whole) => whole.text !== text);
    return denied === undefined || begun === undefined ? undefined : { ...denied, before: begun };
  }

  /** Annotations from the `from`-th on; those known already stay. */
  annotate(chunk: number, from: number, values: readonly unknown[]): void {
    const known = this.annotations;
    for (const [at, value] of values.entries()) if (from + at >= known.length) known.push({ value, chunk });
  }

  /** All at once, at the end of a part: they count where none came with the text. */
  settleLogprobs(chunk: number, list: unknown): void {
    if (this.logprobs.length === 0) for (const token of tokensOf(list)) this.logprobs.push({ ...token, chunk });
  }

  /** What it was joined from, each piece with its place. */
  get pieces(): readonly Said<string>[] {
    return this.#pieces;
  }
}
