/** The order of an interaction's events: a table of the valid states for each kind, and the consequence for clients otherwise. */
import { withArticle } from "../json";
import type { Spoken } from "./declared";
import type { AnswerBuilder } from "./facts/builder";

/** What an event does to its block, or to the whole interaction. */
export type Step = "begin" | "open" | "fill" | "close" | "end";

/** Both generations: `content.*` … `interaction.complete`, and `step.*` … `interaction.completed`. */
const steps: Readonly<Record<string, Step>> = {
  "interaction.start": "begin",
  "interaction.created": "begin",
  "content.start": "open",
  "step.start": "open",
  "content.delta": "fill",
  "step.delta": "fill",
  "content.stop": "close",
  "step.stop": "close",
  "interaction.complete": "end",
  "interaction.completed": "end",
};

export const stepOf = (type: string): Step | undefined => (Object.hasOwn(steps, type) ? steps[type] : undefined);

interface Block {
  readonly index: number;
  readonly opened: Spoken;
  closed: Spoken | undefined;
}

type State = "absent" | "open" | "closed";

/** What is wrong with an event if its block is in this state; missing combinations are valid. */
const wrong: Readonly<Partial<Record<Step, Partial<Record<State, "stranger" | "twice" | "late">>>>> = {
  open: { open: "twice", closed: "twice" },
  fill: { absent: "stranger", closed: "late" },
  close: { absent: "stranger", closed: "late" },
};

export class InteractionOrder {
  readonly #blocks = new Map<number, Block>();
  /** Events of a block that never started are reported once for each block. */
  readonly #strangers = new Set<number>();
  #begun: Spoken | undefined;
  #ended: Spoken | undefined;

  /** `goesOn`: another start follows this end, as when an answer is continued in a second request. */
  tell(event: Spoken, type: string, facts: AnswerBuilder, goesOn: boolean): void {
    const step = stepOf(type);
    if (step === undefined) return;
    const named = `Chunk ${event.chunk + 1} is ${withArticle(type)}`;
    if (step === "begin") {
      this.#begin(event, type, facts);
      return;
    }
    if (this.#begun === undefined) {
      this.#begun = event;
      const first = type.startsWith("step.") || type === "interaction.completed" ? "interaction.created" : "interaction.start";
      report(facts, event, `${named} and no \`${first}\` came before it, so a client has no message to add it to.`, true);
    }
    if (step === "end") this.#end(event, facts, goesOn);
    else if (typeof event.data.index === "number") this.#block(event, event.data.index, { step, named, facts });
  }

  #begin(event: Spoken, type: string, facts: AnswerBuilder): void {
    if (this.#begun !== undefined) {
      const message = `Chunk ${event.chunk + 1} is a second \`${type}\`, so a client throws away or mixes up what came before.`;
      report(facts, event, message, false, this.#begun);
    }
    this.#begun ??= event;
  }

  #block(event: Spoken, index: number, { step, named, facts }: { step: Step; named: string; facts: AnswerBuilder }): void {
    const block = this.#blocks.get(index);
    const state = block === undefined ? "absent" : block.closed === undefined ? "open" : "closed";
    const problem = wrong[step]?.[state];
    if (problem === "stranger") {
      if (!this.#strangers.has(index))
        report(facts, event, `${named} of block ${index}, which never began, so a client fails or drops it.`, true);
      this.#strangers.add(index);
    } else if (problem === "twice") {
      const message = `Chunk ${event.chunk + 1} begins block ${index} a second time, so a client puts two blocks into one.`;
      report(facts, event, message, false, block?.opened);
    } else if (problem === "late" && block?.closed !== undefined) {
      const message = `${named} of a block that chunk ${block.closed.chunk + 1} has closed, so a client may miss it.`;
      report(facts, event, message, false, block.closed);
    }
    if (step === "open" && block === undefined) this.#blocks.set(index, { index, opened: event, closed: undefined });
    if (step === "close" && block !== undefined) block.closed ??= event;
  }

  /** The interaction ends: blocks that are still open are never closed. */
  #end(event: Spoken, facts: AnswerBuilder, goesOn: boolean): void {
    if (this.#ended !== undefined) {
      const message = `Chunk ${event.chunk + 1} ends the interaction a second time, so a client that stops at the first end misses what is between.`;
      report(facts, event, message, false, this.#ended);
    }
    for (const block of this.#blocks.values()) {
      if (block.closed !== undefined) continue;
      block.closed = event;
      facts.order({
        path: block.opened.at(),
        part: "key",
        chunk: block.opened.chunk,
        severity: "warning",
        lacksEarlier: true,
        message: `The block that chunk ${block.opened.chunk + 1} begins (${block.index}) is never closed, so a client that waits for its end never emits it.`,
        related: [{ path: event.at(), message: "The answer ends here." }],
      });
    }
    this.#ended = goesOn ? undefined : event;
    if (!goesOn) return;
    this.#begun = undefined;
    this.#blocks.clear();
  }
}

function report(facts: AnswerBuilder, event: Spoken, message: string, lacksEarlier: boolean, before?: Spoken): void {
  const related = before === undefined ? {} : { related: [{ path: before.at(), message: `Chunk ${before.chunk + 1}.` }] };
  facts.order({ path: event.at(), part: "key", chunk: event.chunk, severity: "error", message, lacksEarlier, ...related });
}
