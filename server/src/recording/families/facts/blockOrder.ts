/** Blocks (or items) of an answer that events open, fill and close by index: what comes in an order that no client can follow. */
import { numberOf } from "../../json";
import type { AnswerBuilder } from "./builder";
import type { StreamEvent } from "./events";

interface Block {
  readonly type: string | undefined;
  readonly event: StreamEvent;
  closed: StreamEvent | undefined;
}

export class Blocks {
  readonly #blocks = new Map<number, Block>();
  /** An event of a block that never began is said once for each block. */
  readonly #strangers = new Set<number>();

  constructor(
    /** What the family calls them. */
    readonly word: string,
    readonly answer: AnswerBuilder,
  ) {}

  /** An event before the one that begins the whole. */
  tooEarly(event: StreamEvent, first: string): void {
    const message = `Chunk ${event.chunk + 1} is a \`${event.type}\` and no \`${first}\` came before it, so a client has no message to add it to.`;
    this.#report(event, message, true);
  }

  twice(event: StreamEvent, before: StreamEvent): void {
    const message = `Chunk ${event.chunk + 1} is a second \`${event.type}\`, so a client throws away or mixes up what came before.`;
    this.#report(event, message, false, before);
  }

  open(event: StreamEvent, type: string | undefined): void {
    const index = numberOf(event.data.index);
    if (index === undefined) return;
    const before = this.#blocks.get(index);
    if (before === undefined) {
      this.#blocks.set(index, { type, event, closed: undefined });
      return;
    }
    const message = `Chunk ${event.chunk + 1} begins ${this.word} ${index} a second time, so a client puts two ${this.word}s into one.`;
    this.#report(event, message, false, before.event);
  }

  /** `fillers` names, by the block's type, the deltas that it takes; a type that is not listed takes any. */
  fill(event: StreamEvent, delta: string | undefined, fillers: Readonly<Record<string, readonly string[]>>): void {
    const block = this.#known(event);
    if (block === undefined) return;
    if (block.closed !== undefined) this.#late(event, block.closed);
    const allowed = block.type === undefined ? undefined : fillers[block.type];
    if (delta === undefined || allowed === undefined || allowed.includes(delta)) return;
    const known = Object.values(fillers).some((each) => each.includes(delta));
    if (!known) return;
    const message = `Chunk ${event.chunk + 1} adds a \`${delta}\` to a ${this.word} of type \`${block.type ?? ""}\`, so a client drops it or fails.`;
    this.#report(event, message, false, block.event);
  }

  close(event: StreamEvent): void {
    const block = this.#known(event);
    if (block === undefined) return;
    if (block.closed === undefined) block.closed = event;
    else this.#late(event, block.closed);
  }

  /** The whole ends: blocks that are still open are closed by nobody. */
  end(event: StreamEvent): void {
    for (const [index, block] of this.#blocks) {
      if (block.closed !== undefined) continue;
      block.closed = event;
      this.answer.order({
        path: block.event.path,
        part: "key",
        chunk: block.event.chunk,
        severity: "warning",
        lacksEarlier: true,
        message: `The ${this.word} that chunk ${block.event.chunk + 1} begins (${index}) is never closed, so a client that waits for its end never hands it out.`,
        related: [{ path: event.path, message: "The answer ends here." }],
      });
    }
  }

  #known(event: StreamEvent): Block | undefined {
    const index = numberOf(event.data.index);
    if (index === undefined) return undefined;
    const block = this.#blocks.get(index);
    if (block !== undefined || this.#strangers.has(index)) return block;
    this.#strangers.add(index);
    const message = `Chunk ${event.chunk + 1} is a \`${event.type}\` of ${this.word} ${index}, which never began, so a client fails or drops it.`;
    this.#report(event, message, true);
    return undefined;
  }

  #late(event: StreamEvent, closed: StreamEvent): void {
    const message = `Chunk ${event.chunk + 1} is a \`${event.type}\` of a ${this.word} that chunk ${closed.chunk + 1} has closed, so a client may miss it.`;
    this.#report(event, message, false, closed);
  }

  #report({ path, chunk }: StreamEvent, message: string, lacksEarlier: boolean, before?: StreamEvent): void {
    const related = before === undefined ? {} : { related: [{ path: before.path, message: `Chunk ${before.chunk + 1}.` }] };
    this.answer.order({ path, part: "key", chunk, severity: "error", message, lacksEarlier, ...related });
  }
}
