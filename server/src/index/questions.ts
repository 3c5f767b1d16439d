/**
 * What the rules on the workspace ask of other recordings and of the sources, and by whom: after a change every question is asked once more, and
 * only those whose answer is another one have anything new to say.
 */
interface Question {
  readonly answer: () => unknown;
  token: string | undefined;
  readonly askers: Set<string>;
}

export class Questions {
  readonly #questions = new Map<string, Question>();
  readonly #asked = new Map<string, Question[]>();
  #asker: string | undefined;
  /** Those whose answers have changed since they asked. */
  #concerned = new Set<string>();

  /** Runs what asks for a recording (id): what it asked before is forgotten. */
  askedBy<T>(asker: string, run: () => T): T {
    this.forget(asker);
    this.#asker = asker;
    try {
      return run();
    } finally {
      this.#asker = undefined;
    }
  }

  /** Answers a question, and remembers it where somebody is known to ask. Equal keys, equal questions. */
  ask<T>(key: string, answer: () => T): T {
    const value = answer();
    const asker = this.#asker;
    if (asker === undefined) return value;
    let question = this.#questions.get(key);
    if (question === undefined) this.#questions.set(key, (question = { answer, token: tokenOf(value), askers: new Set() }));
    else this.#compare(question, value);
    question.askers.add(asker);
    const asked = this.#asked.get(asker);
    if (asked === undefined) this.#asked.set(asker, [question]);
    else asked.push(question);
    return value;
  }

  forget(asker: string): void {
    for (const { askers } of this.#asked.get(asker) ?? []) askers.delete(asker);
    this.#asked.delete(asker);
  }

  /** Asks everything again. Gives those whose answers have changed since they asked. */
  changed(): ReadonlySet<string> {
    for (const [key, question] of this.#questions) {
      if (question.askers.size === 0) {
        this.#questions.delete(key);
        continue;
      }
      this.#compare(question, question.answer());
    }
    const concerned = this.#concerned;
    this.#concerned = new Set();
    return concerned;
  }

  /** Those who asked before were given another answer. */
  #compare(question: Question, answer: unknown): void {
    const token = tokenOf(answer);
    if (token === question.token) return;
    question.token = token;
    for (const asker of question.askers) this.#concerned.add(asker);
  }
}

/** Of nothing at all, nothing. */
const tokenOf = (value: unknown): string | undefined =>
  JSON.stringify(value, (_, each: unknown) => (each instanceof Map ? [...each] : each));
