/**
 * What the rules on the workspace ask of other recordings and of the sources, and by whom: after a change every question is asked once more, and
 * only those whose answer is another one have anything new to say.
 */
interface Question {
  readonly answer: () => unknown;
  token: string | undefined;
  /** When its answer last became another one. */
  changed: number;
  /** How many asked it. */
  askers: number;
}

interface Asked {
  readonly at: number;
  readonly questions: readonly Question[];
}

export class Questions {
  readonly #questions = new Map<string, Question>();
  /** By who asked. Questions do not know their askers: of thousands of recordings that would be as many again. */
  readonly #asked = new Map<string, Asked>();
  #asking: Set<Question> | undefined;
  /** Counts the answers that became others. */
  #changes = 0;

  /** Runs what asks for a recording (id): what it asked before is forgotten. */
  askedBy<T>(asker: string, run: () => T): T {
    this.forget(asker);
    const asking = (this.#asking = new Set<Question>());
    try {
      return run();
    } finally {
      this.#asking = undefined;
      for (const question of asking) question.askers++;
      this.#asked.set(asker, { at: this.#changes, questions: [...asking] });
    }
  }

  /** Answers a question, and remembers it where somebody is known to ask. Equal keys, equal questions. */
  ask<T>(key: string, answer: () => T): T {
    const value = answer();
    if (this.#asking === undefined) return value;
    let question = this.#questions.get(key);
    if (question) this.#compare(question, value);
    else this.#questions.set(key, (question = { answer, token: tokenOf(value), changed: 0, askers: 0 }));
    this.#asking.add(question);
    return value;
  }

  forget(asker: string): void {
    for (const question of this.#asked.get(asker)?.questions ?? []) question.askers--;
    this.#asked.delete(asker);
  }

  /** Asks everything again. Gives those whose answers have changed since they asked, and forgets them. */
  changed(): ReadonlySet<string> {
    for (const [key, question] of this.#questions) {
      if (question.askers === 0) this.#questions.delete(key);
      else this.#compare(question, question.answer());
    }
    const concerned = new Set<string>();
    for (const [asker, { at, questions }] of this.#asked) {
      if (questions.some(({ changed }) => changed > at)) concerned.add(asker);
    }
    for (const asker of concerned) this.forget(asker);
    return concerned;
  }

  /** Those who asked before were given another answer. */
  #compare(question: Question, answer: unknown): void {
    const token = tokenOf(answer);
    if (token === question.token) return;
    question.token = token;
    question.changed = ++this.#changes;
  }
}

/** Of nothing at all, nothing. */
const tokenOf = (value: unknown): string | undefined =>
  JSON.stringify(value, (_, each: unknown) => (each instanceof Map ? [...each] : each));
