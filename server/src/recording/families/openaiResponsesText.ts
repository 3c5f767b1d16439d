/** One text of an item of an OpenAI response: it grows by deltas, and the events that end it repeat it. */
import type { JsonPath } from "../jsonPath";
import type { Annotation, TokenLogprob } from "../reassembled";
import { Placed } from "./facts/builder";
import type { Said } from "./facts/facts";
import { placeIn, type StreamEvent } from "./facts/events";
import { tokensOf } from "./openaiLogprobs";
import { TextBuilder } from "./tracedText";

/** An item, or a part of it, as an event describes it. */
export interface Saying {
  readonly event: StreamEvent;
  /** Its path within the event's data. */
  readonly within: JsonPath;
  /** It is complete, and not only starting. */
  readonly whole: boolean;
}

/** A whole text according to an event. */
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
  /** The first event about this text. */
  first: StreamEvent | undefined;
  #streamed = "";
  /** The whole texts according to events, without consecutive repetitions. */
  readonly #wholes: Whole[] = [];

  add(event: StreamEvent, delta: string, logprobs: unknown): void {
    this.first ??= event;
    const isLate = this.#streamed !== "" && this.#wholes.length > 0;
    this.#streamed += delta;
    // The whole text may have included this piece already.
    if (isLate) this.grown.settle(event.chunk, this.#streamed);
    else this.grown.add(event.chunk, delta);
    this.#pieces.push(new Placed(delta, () => placeIn(event, "delta"), event.chunk));
    for (const token of tokensOf(logprobs)) this.logprobs.push({ ...token, chunk: event.chunk });
  }

  /**
   * Sets the whole text, which is in `field`; returns what this adds. An empty text contradicts nothing, because items and parts are announced with
   * one.
   */
  settle(said: Saying, field: string, text: string): string {
    const { event, within, whole } = said;
    if (whole && this.#wholes.at(-1)?.text !== text) this.#wholes.push({ said, field, text });
    if (text === "") return "";
    // Deltas extend the text that a part starts with.
    if (!whole) this.#streamed = text;
    this.first ??= event;
    if (this.#pieces.length === 0) this.#pieces.push(new Placed(text, () => placeIn(event, ...within, field), event.chunk));
    return this.grown.settle(event.chunk, text);
  }

  /** The first event whose whole text differs from that of deltas or earlier events, with the event that started it. */
  get denied(): (Whole & { readonly before: StreamEvent }) | undefined {
    const [first] = this.#wholes;
    const begun = this.first ?? first?.said.event;
    const text = this.#streamed || first?.text;
    const denied = this.#wholes.find((whole) => whole.text !== text);
    return denied === undefined || begun === undefined ? undefined : { ...denied, before: begun };
  }

  /** Adds annotations starting at index `from`; known ones stay. */
  annotate(chunk: number, from: number, values: readonly unknown[]): void {
    const known = this.annotations;
    for (const [at, value] of values.entries()) if (from + at >= known.length) known.push({ value, chunk });
  }

  /** Log probabilities sent at once at the end of a part; used if none came with the text. */
  settleLogprobs(chunk: number, list: unknown): void {
    if (this.logprobs.length === 0) for (const token of tokensOf(list)) this.logprobs.push({ ...token, chunk });
  }

  /** The pieces that it was joined from, each with its place. */
  get pieces(): readonly Said<string>[] {
    return this.#pieces;
  }
}
