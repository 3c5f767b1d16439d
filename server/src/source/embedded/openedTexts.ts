/** Texts in a file as they were opened: of a file that changes, most are those of the version before. */
import { embeddedText, type EmbeddedText } from "./embeddedText";

interface Opened {
  readonly contentType: string;
  readonly text: EmbeddedText | undefined;
}

export class OpenedTexts {
  readonly #opened = new Map<string, Opened>();
  readonly #before: ReadonlyMap<string, Opened>;

  /** `before`: those of the version before, which are kept as long as they are asked for. */
  constructor(before?: OpenedTexts) {
    this.#before = before === undefined ? new Map() : before.#opened;
  }

  /** As `embeddedText`: the same object for the same text. */
  open(text: string, contentType: string): EmbeddedText | undefined {
    const known = this.#opened.get(text) ?? this.#before.get(text);
    const opened = known?.contentType === contentType ? known : { contentType, text: embeddedText(text, contentType) };
    this.#opened.set(text, opened);
    return opened.text;
  }
}
