/** Prompts: messages, lists, input boxes. A test takes each one, inspects it, and answers. */

/** Milliseconds to wait for a prompt. */
const patience = 40_000;

export interface Message {
  readonly kind: "information" | "warning" | "error" | "question";
  readonly text: string;
  /** The details of a question. */
  readonly detail: string;
  readonly buttons: readonly string[];
  /** Throws if there is no such button. */
  press(button: string): void;
  close(): void;
}

export interface ListRow {
  readonly label: string;
  readonly description?: string;
  readonly detail?: string;
}

export interface List {
  readonly title: string;
  readonly rows: readonly ListRow[];
  /** Without their icons. */
  readonly labels: readonly string[];
  /** The item that Enter would take; undefined if none is active yet. */
  readonly active: string | undefined;
  /** By label. Throws if there is no such row. */
  choose(label: string): void;
  /** Of a list that makes rows of what somebody types: the list as it is then, which is not narrowed down. */
  type?(text: string): List;
  /** Of a list in which several can be ticked: these, and no others. */
  tick?(labels: readonly string[]): void;
  close(): void;
}

export interface Input {
  readonly prompt: string;
  /** The validation message for this text. */
  complaint(text: string): string | undefined;
  type(text: string): void;
  close(): void;
}

/** Edits that need confirmation, by file. */
export interface Preview {
  readonly rows: readonly { readonly path: string; readonly label: string; readonly ticked: boolean }[];
  /** Applies the edits of these files. */
  apply(isTicked: (row: { readonly path: string; readonly label: string; readonly ticked: boolean }) => boolean): void;
  discard(): void;
}

/** Prompts that are shown and not taken yet, in order, and those who wait for one. */
export class Shown<T> {
  readonly #pending: T[] = [];
  #waiting: { readonly matches: (each: T) => boolean; readonly take: (each: T) => void }[] = [];

  constructor(
    private readonly what: string,
    private readonly textOf: (each: T) => string,
  ) {}

  push(each: T): void {
    const waiting = this.#waiting.find(({ matches }) => matches(each));
    if (!waiting) {
      this.#pending.push(each);
      return;
    }
    this.#waiting = this.#waiting.filter((other) => other !== waiting);
    waiting.take(each);
  }

  /** The texts of prompts that nobody has taken. */
  get untaken(): readonly string[] {
    return this.#pending.map(this.textOf);
  }

  /** Waits for the first prompt with this text. */
  next(text: string | RegExp = ""): Promise<T> {
    const matches = (each: T) => (typeof text === "string" ? this.textOf(each).includes(text) : text.test(this.textOf(each)));
    const at = this.#pending.findIndex(matches);
    if (at >= 0) return Promise.resolve(this.#pending.splice(at, 1)[0]!);
    return new Promise((resolve, reject) => {
      const late = () => reject(new Error(`No ${this.what} ${String(text)} was shown, but: ${this.untaken.join(" | ")}`));
      const timer = setTimeout(late, patience);
      this.#waiting.push({
        matches,
        take(each) {
          clearTimeout(timer);
          resolve(each);
        },
      });
    });
  }
}

/** A prompt that resolves when it is answered. */
export function answerable<A>(): { readonly answer: Promise<A | undefined>; readonly give: (answer?: A) => void } {
  let give: (answer?: A) => void = () => undefined;
  const answer = new Promise<A | undefined>((resolve) => (give = resolve));
  return { answer, give };
}

/** Without the icon before it. */
export const withoutIcon = (label: string): string => label.replace(/^\$\([\w~-]+\) /, "");
