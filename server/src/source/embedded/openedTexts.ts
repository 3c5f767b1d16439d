/** Keeps opened texts from one version of a file to the next, as most of them do not change. */
import { embeddedText, type EmbeddedText } from "./embeddedText";

interface Opened {
  readonly contentType: string;
  readonly text: EmbeddedText | undefined;
}

export class OpenedTexts {
  readonly #opened = new Map<string, Opened>();
  readonly #before: ReadonlyMap<string, Opened>;

  /** `before` has the texts of the previous version; those not used again are dropped. */
  constructor(before?: OpenedTexts) {
    this.#before = before === undefined ? new Map() : before.#opened;
  }

  /** Like `embeddedText`, but returns the same object for the same text. */
  open(text: string, contentType: string): EmbeddedText | undefined {
    const known = this.#opened.get(text) ?? this.#before.get(text);
    const opened = known?.contentType === contentType ? known : { contentType, text: embeddedText(text, contentType) };
    this.#opened.set(text, opened);
    return opened.text;
  }
}
