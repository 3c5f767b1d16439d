/**
 * Reads the events of a message once, as Anthropic's clients do: for the answer, for the facts that rules check, and for problems that clients have.
 */
import type { JsonPath } from "../document";
import { isObject, listOf, numberOf, objectOf, stringOf, type JsonObject } from "../json";
import type { AlsoSaid, Choice, Disagreement, Traced, Usage } from "../reassembled";
import type { Recording } from "../recording";
import { alsoSaid } from "./also";
import { textOf } from "./anthropicBlock";
import { Blocks, saysNothing } from "./anthropicBlocks";
import { knownOfDropped, knownOfEvent, whyRefused } from "./anthropicKinds";
import { Transitions, type Told } from "./anthropicTransitions";
import type { ChoicePart } from "./assembly";
import { type Declared, type Spoken } from "./declared";
import { errorIn } from "./errorBody";
import { AnswerBuilder } from "./facts/builder";
import type { AnswerFacts } from "./facts/facts";

/** The state of the message: before its `message_start`, after it, or after its `message_stop`. */
type State = "not begun" | "begun" | "stopped";

export class MessageReader {
  /** Events that no client adds to the answer. */
  readonly #dropped = new Set<Spoken>();
  model: string | undefined;
  usage: Usage | null = null;
  readonly #answer = new AnswerBuilder();
  readonly #choice = this.#answer.choice(0);
  readonly #transitions: Transitions;
  readonly #blocks: Blocks;
  readonly #isOnly: boolean;
  readonly #hasStart: boolean;
  readonly #hasNames: boolean;
  #state: State = "not begun";
  #started: Told | undefined;
  /** An event after the `message_stop`; another `message_stop` includes it. */
  #late: Told | undefined;
  #last: Told | undefined;
  #isWhole = false;
  #hasEnd = false;
  #role: string | undefined;
  #finish: Traced<string> | null = null;
  #counts: JsonObject = {};

  /** `unsound` are chunks that other rules report. */
  constructor(
    readonly recording: Recording,
    said: readonly Spoken[],
    unsound: ReadonlySet<number>,
  ) {
    this.#transitions = new Transitions(unsound);
    this.#blocks = new Blocks(this.#choice, this.#transitions);
    this.#isOnly = said.length === 1;
    this.#hasNames = said.some(({ event }) => event !== undefined);
    this.#hasStart = said.some((each) => each.data.type === "message_start" && this.#isSeen(each));
  }

  get disagreements(): readonly Disagreement[] {
    return this.#transitions.disagreements;
  }

  /** What the events contain besides the answer. */
  also(said: readonly Spoken[]): readonly AlsoSaid[] {
    const isDropped = (each: Spoken) => this.#dropped.has(each);
    return [
      ...alsoSaid(
        said.filter((each) => !isDropped(each)),
        knownOfEvent,
      ),
      ...alsoSaid(said.filter(isDropped), knownOfDropped),
      ...this.#blocks.superseded(),
    ].sort((one, other) => one.chunk - other.chunk);
  }

  /** Processes an event and returns what it adds. */
  tell(said: Spoken): Declared {
    const { data, chunk } = said;
    const told: Told = { what: typeOf(said), chunk, path: said.at() };
    if (this.#isSeen(said)) this.#last = told;
    this.#choice.seen(chunk, () => ({ path: told.path, part: "key" }));
    if (told.what === "error") return this.#fail(data, told);
    const added = this.#isSeen(said) ? this.#read(said, told) : undefined;
    if (added === undefined) this.#dropped.add(said);
    return added ?? {};
  }

  /** Called after the last event. */
  choices(): readonly Choice[] {
    const blocks = this.#blocks.all;
    if (this.#state === "not begun") return [];
    return [
      {
        index: 0,
        role: this.#role ?? null,
        content: textOf(blocks, "text"),
        reasoning: textOf(blocks, "thinking"),
        refusal: null,
        toolCalls: blocks.filter(({ type }) => type === "tool_use").map((block, index) => block.toolCall(index)),
        annotations: blocks.flatMap((block) => (block.type === "text" ? block.citations : [])),
        items: blocks.flatMap((block) => block.items()),
        logprobs: [],
        finishReason: this.#finish,
      },
    ];
  }

  build(): AnswerFacts {
    if (this.#late !== undefined) this.#transitions.report("afterStop", { event: this.#late });
    if (this.#state === "stopped" || this.#isWhole) this.#blocks.judge();
    for (const problem of this.#transitions.problems()) this.#answer.order(problem);
    if (!this.#isWhole && this.#last !== undefined) {
      const { path, chunk } = this.#last;
      this.#answer.ending = { name: "message_stop", came: this.#hasEnd, last: { path, chunk } };
    }
    return this.#answer.build();
  }

  /** If a stream has event names, clients skip events without one. */
  #isSeen({ event }: Spoken): boolean {
    return !this.#hasNames || event !== undefined;
  }

  /** undefined for an event that no client adds to the answer. */
  #read(said: Spoken, told: Told): Declared | undefined {
    const { data } = said;
    switch (told.what) {
      case "message":
        return this.#isOnly ? this.#message(data, told) : undefined;
      case "message_start":
        return this.#begin(data, told);
      case "content_block_start":
        return this.#follows(told) ? this.#beginBlock(data, told) : undefined;
      case "content_block_delta":
        return this.#follows(told, saysNothing(objectOf(data.delta))) ? this.#growBlock(data, told) : undefined;
      case "content_block_stop":
        if (this.#isOpen(told)) this.#blocks.end(data, told);
        return {};
      case "message_delta":
        return this.#follows(told) ? this.#change(data, told) : undefined;
      case "message_stop":
        return this.#isOpen(told) ? this.#stop(said) : {};
      default:
        return told.what === "ping" ? {} : undefined;
    }
  }

  /** Whether there is a message for the event to extend. A stream without any start is shown all the same. */
  #follows(told: Told, isEmpty = false): boolean {
    if (this.#state === "stopped" && !isEmpty) this.#late ??= told;
    const isOpen = this.#isOpen(told);
    if (!isOpen && !isEmpty) this.#transitions.report("tooEarly", { event: told });
    return isOpen;
  }

  #isOpen(told: Told): boolean {
    if (this.#state !== "not begun") return true;
    if (this.#hasStart) return false;
    this.#transitions.report("neverBegan", { event: told });
    this.#state = "begun";
    return true;
  }

  #begin(data: JsonObject, told: Told): Declared | undefined {
    if (this.#started !== undefined) {
      this.#transitions.report("begunTwice", { event: told, before: this.#started });
      return undefined;
    }
    return this.#take(objectOf(data.message), told, [...told.path, "message"]);
  }

  /** A message that is not streamed. */
  #message(data: JsonObject, told: Told): Declared {
    this.#isWhole = true;
    if (typeof this.recording.chunks[told.chunk]?.data === "string") this.#transitions.report("neverBegan", { event: told });
    this.#choice.seen(told.chunk, () => ({ path: [...told.path, "stop_reason"] }));
    const added = this.#take(data, told, told.path);
    this.#blocks.closeAll(told);
    return added;
  }

  #take(message: JsonObject, told: Told, path: JsonPath): Declared {
    this.#started = told;
    this.#state = "begun";
    this.#role = stringOf(message.role);
    this.model = stringOf(message.model) || undefined;
    const parts: ChoicePart[] = [{ choice: 0, role: this.#role }];
    for (const [at, block] of listOf(message.content).entries())
      parts.push(this.#blocks.begin(objectOf(block), at, { ...told, path: [...path, "content", at] }));
    parts.push(this.#finished(message, path, told.chunk));
    return { parts, usage: this.#count(message.usage) };
  }

  #beginBlock(data: JsonObject, told: Told): Declared {
    this.#choice.content(told.chunk, told.what, () => ({ path: told.path }));
    const block = objectOf(data.content_block);
    if (block.type === "fallback") this.model = stringOf(objectOf(block.to).model) || undefined;
    return { parts: [this.#blocks.begin(block, data.index, { ...told, path: [...told.path, "content_block"] })] };
  }

  #growBlock(data: JsonObject, told: Told): Declared | undefined {
    this.#choice.content(told.chunk, told.what, () => ({ path: told.path }));
    const part = this.#blocks.grow(data, told);
    return part && { parts: [part] };
  }

  #change(data: JsonObject, told: Told): Declared {
    const part = this.#finished(objectOf(data.delta), told.path, told.chunk);
    return { parts: [part], usage: this.#count(data.usage) };
  }

  /** A later stop reason replaces an earlier one, even if it is null. */
  #finished({ stop_reason, stop_details }: JsonObject, path: JsonPath, chunk: number): ChoicePart {
    const value = stringOf(stop_reason);
    this.#finish = value === undefined ? null : { value, chunk };
    if (!value) this.#choice.finish = undefined;
    const at = (): JsonPath => (this.#isWhole ? [...path, "stop_reason"] : path);
    this.#choice.finished(value, at, chunk);
    this.#choice.finishMessage = whyRefused(objectOf(stop_details)) ?? this.#choice.finishMessage;
    return { choice: 0, finishReason: value };
  }

  /** Clients never see an event that no blank line ends. */
  #stop({ ended }: Spoken): Declared {
    this.#state = "stopped";
    this.#hasEnd ||= ended;
    this.#late = undefined;
    return {};
  }

  #fail(data: JsonObject, { path }: Told): Declared {
    const error = errorIn(data.error ?? data);
    this.#answer.failed(`the stream ends with an error (${error?.message || "no message"})`, { path });
    this.#hasEnd = true;
    return { error };
  }

  /** Counts are cumulative: a later one replaces an earlier one, a missing one keeps it. */
  #count(usage: unknown): Usage | null {
    if (!isObject(usage)) return null;
    this.#counts = { ...this.#counts, ...Object.fromEntries(Object.entries(usage).filter(([, count]) => count !== null)) };
    const { input_tokens: input, output_tokens: output } = this.#counts;
    this.usage = { inputTokens: numberOf(input) ?? null, outputTokens: numberOf(output) ?? null, totalTokens: null };
    return this.usage;
  }
}

/** Clients use the type in the data, except that errors and pings are recognized by event name. */
function typeOf({ data, event }: Spoken): string {
  if (event === "error" || event === "ping") return event;
  const unnamed = data.error === undefined || data.error === null ? "" : "error";
  return stringOf(data.type) ?? unnamed;
}
