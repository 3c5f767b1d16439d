/**
 * Tracks what workspace rules ask about other recordings and sources, and who asked: after a change every question is asked again, and only those
 * who now get another answer have to run again.
 */
interface Question {
  readonly answer: () => unknown;
  token: string | undefined;
  /** The number of the change that last gave it another answer. */
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
  /** By asker. Questions do not refer to their askers, because that would double the memory. */
  readonly #asked = new Map<string, Asked>();
  #asking: Set<Question> | undefined;
  /** Counts changes of answers. */
  #changes = 0;

  /** Runs the rules for a recording (id), replacing what it asked before. */
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

  /** Answers a question, recording it if an asker is running. Equal keys mean equal questions. */
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

  /** Asks everything again. Returns the askers whose answers changed, and forgets them. */
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

  /** Marks the question as changed if earlier askers got another answer. */
  #compare(question: Question, answer: unknown): void {
    const token = tokenOf(answer);
    if (token === question.token) return;
    question.token = token;
    question.changed = ++this.#changes;
  }
}

/** Nothing has no token. */
const tokenOf = (value: unknown): string | undefined =>
  JSON.stringify(value, (_, each: unknown) => (each instanceof Map ? [...each] : each));
