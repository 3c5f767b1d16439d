/** Collects the facts of an answer while a family's reader goes through its chunks. */
import type { JsonPath } from "../../document";
import type { AnswerFacts, CallFacts, ChoiceFacts, Failure, OrderProblem, Place, Said, UsageFacts } from "./facts";

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** Computes a path on demand, because nearly all paths are never shown. */
export type PathMaker = () => JsonPath;

export class Placed<T> implements Said<T> {
  constructor(
    readonly value: T,
    private readonly makePath: PathMaker,
    readonly chunk: number,
  ) {}

  get path(): JsonPath {
    return this.makePath();
  }
}

export class CallBuilder {
  readonly #facts: Writable<CallFacts>;
  #brings = false;
  readonly #pieces: Said<string>[] = [];
  readonly #repeated: (Said<string> & { readonly what: "id" | "name" })[] = [];
  readonly #clashes: Said<string>[] = [];

  constructor(place: Place, chunk: number, position: number, needsId: boolean) {
    this.#facts = {
      place,
      chunk,
      position,
      needsId,
      id: undefined,
      name: undefined,
      pieces: this.#pieces,
      input: undefined,
      repeated: this.#repeated,
      clashes: this.#clashes,
      badIndex: undefined,
      index: undefined,
      lacks: undefined,
    };
  }

  /** Sets the index by which the pieces of a streamed call are told apart. */
  at(index: number): void {
    this.#facts.index = index;
  }

  /** Reports a piece of a call; one of its pieces has to contain this part. */
  needs(part: "type" | "arguments", brings: boolean): void {
    if (brings) this.#brings = true;
    this.#facts.lacks = this.#brings ? undefined : part;
  }

  /** An empty id or name is ignored: many providers send them with every piece. */
  id(value: unknown, path: PathMaker, chunk: number): void {
    if (typeof value !== "string" || value === "") return;
    const { id } = this.#facts;
    if (id === undefined) this.#facts.id = new Placed(value, path, chunk);
    else if (id.value === value) this.#repeated.push({ what: "id", value, path: path(), chunk });
    else this.#clashes.push(new Placed(value, path, chunk));
  }

  name(value: unknown, path: PathMaker, chunk: number): void {
    if (typeof value !== "string" || value === "") return;
    if (this.#facts.name === undefined) this.#facts.name = new Placed(value, path, chunk);
    else this.#repeated.push({ what: "name", value, path: path(), chunk });
  }

  /** Pieces replace arguments from the start of a call. */
  piece(value: unknown, path: PathMaker, chunk: number): void {
    if (typeof value !== "string") return;
    this.#pieces.push(new Placed(value, path, chunk));
    if (value === "" || this.#facts.input === undefined) return;
    this.#facts.input = undefined;
    this.#facts.pieces = this.#pieces;
  }

  /** Sets arguments that are a value. */
  input(value: unknown, path: PathMaker, chunk: number): void {
    this.#facts.input = new Placed(value, path, chunk);
    this.#facts.pieces = undefined;
  }

  /** The input of the tool need not be JSON. */
  freeText(): void {
    this.#facts.pieces = undefined;
  }

  badIndex(value: unknown, place: Place, chunk: number): void {
    this.#facts.badIndex ??= { value, place, chunk };
  }

  get hasPieces(): boolean {
    return this.#pieces.length > 0;
  }

  build(): CallFacts {
    return this.#facts;
  }
}

export class ChoiceBuilder {
  finish: Said<string> | undefined;
  finishMessage: string | undefined;
  after: ChoiceFacts["after"];
  #calls: Map<number | string, CallBuilder> | undefined;
  #last: () => Place = nowhere;
  #lastChunk = 0;

  constructor(readonly index: number) {}

  /** The choice is in this chunk; `place` is where its finish reason would be. */
  seen(chunk: number, place: () => Place): void {
    this.#last = place;
    this.#lastChunk = chunk;
  }

  /** Part of the answer was received; after the finish reason, that is too late. */
  content(chunk: number, what: string, place: () => Place): void {
    if (this.finish === undefined || this.finish.chunk === chunk) return;
    this.after ??= { ...place(), chunk, what };
  }

  finished(value: unknown, path: PathMaker, chunk: number): void {
    if (typeof value !== "string" || value === "") return;
    if (this.finish !== undefined && this.finish.value !== value)
      this.content(chunk, "another finish reason", () => ({ path: path() }));
    this.finish = new Placed(value, path, chunk);
  }

  get callCount(): number {
    return this.#calls?.size ?? 0;
  }

  call(key: number | string, make: () => CallBuilder): CallBuilder {
    const known = this.#calls?.get(key);
    if (known !== undefined) return known;
    const call = make();
    (this.#calls ??= new Map()).set(key, call);
    return call;
  }

  known(key: number | string): CallBuilder | undefined {
    return this.#calls?.get(key);
  }

  build(): ChoiceFacts {
    const calls = this.#calls === undefined ? [] : Array.from(this.#calls.values(), (call) => call.build());
    return {
      index: this.index,
      last: { chunk: this.#lastChunk, place: this.#last },
      finish: this.finish,
      finishMessage: this.finishMessage,
      after: this.after,
      calls,
    };
  }
}

const nowhere = (): Place => ({ path: [] });

export class AnswerBuilder {
  readonly #choices = new Map<number, ChoiceBuilder>();
  readonly #order: OrderProblem[] = [];
  readonly #failures: Failure[] = [];
  usage: UsageFacts | undefined;
  ending: AnswerFacts["ending"];

  choice(index: number): ChoiceBuilder {
    let choice = this.#choices.get(index);
    if (choice === undefined) this.#choices.set(index, (choice = new ChoiceBuilder(index)));
    return choice;
  }

  order(problem: OrderProblem): void {
    this.#order.push(problem);
  }

  failed(what: string, place: Place): void {
    this.#failures.push({ ...place, what });
  }

  build(): AnswerFacts {
    const choices = [...this.#choices.values()].map((choice) => choice.build());
    return { choices, usage: this.usage, ending: this.ending, order: this.#order, failures: this.#failures };
  }
}
