/** Problems with the order of a response's events: the first error of each client, one report for each cause. */
import { numberOf } from "../json";
import type { AnswerBuilder } from "./facts/builder";
import { placeIn, type StreamEvent } from "./facts/events";
import { PythonClient, type Refusal } from "./openaiResponsesClients";
import type { OutputItem } from "./openaiResponsesItem";
import type { Saying } from "./openaiResponsesText";
import { NodeClient } from "./openaiResponsesNode";

interface Raised {
  readonly event: StreamEvent;
  readonly refusal: Refusal;
}

export class ResponseOrder {
  readonly #python = new PythonClient();
  readonly #node = new NodeClient();
  readonly #raised: { python?: Raised; node?: Raised } = {};
  #highest = -1;
  #fell = false;

  constructor(readonly facts: AnswerBuilder) {}

  follow(event: StreamEvent): void {
    this.#number(event);
    for (const client of ["python", "node"] as const) {
      if (this.#raised[client] !== undefined) continue;
      const refusal = (client === "python" ? this.#python : this.#node).follow(event);
      if (refusal !== undefined) this.#raised[client] = { event, refusal };
    }
  }

  /** Servers that do not count send the same number throughout, which means nothing. */
  #number(event: StreamEvent): void {
    const number = numberOf(event.data.sequence_number);
    if (number === undefined || this.#fell) return;
    if (number < this.#highest) {
      this.#fell = true;
      this.facts.order({
        path: placeIn(event, "sequence_number"),
        chunk: event.chunk,
        severity: "hint",
        lacksEarlier: false,
        message: `\`sequence_number\` is ${number} after ${this.#highest}, so the events are out of order.`,
      });
    }
    this.#highest = Math.max(this.#highest, number);
  }

  /** An event contradicts a text or name in earlier ones. */
  denied({ event, within }: Saying, field: string, before: StreamEvent): void {
    // Nothing is read after both clients raised.
    const { python, node } = this.#raised;
    if (Math.min(python?.event.chunk ?? Infinity, node?.event.chunk ?? Infinity) <= event.chunk) return;
    this.facts.order({
      path: placeIn(event, ...within, field),
      chunk: event.chunk,
      severity: "warning",
      lacksEarlier: true,
      message: `\`${field}\` of chunk ${event.chunk + 1} differs from the events before it, so a client that streams reads another answer than one that waits.`,
      related: [{ path: before.path, message: `Chunk ${before.chunk + 1}.` }],
    });
  }

  /** The end of the response does not list an item that was sent. */
  unlisted(event: StreamEvent, item: OutputItem): void {
    const began = item.began?.chunk ?? 0;
    this.facts.order({
      path: placeIn(event, "response", "output"),
      chunk: event.chunk,
      severity: "warning",
      lacksEarlier: false,
      message: `The final \`output\` lacks the \`${item.type}\` that chunk ${began + 1} begins, so a client that waits for the response does not get it.`,
      ...(item.began === undefined ? {} : { related: [{ path: item.began.path, message: `Chunk ${began + 1}.` }] }),
    });
  }

  /** Called at the end: errors of both clients are one report. */
  end(): void {
    const { python, node } = this.#raised;
    if (python === undefined && node === undefined) return;
    const first = python === undefined || (node !== undefined && node.event.chunk <= python.event.chunk) ? node : python;
    if (first === undefined) return;
    const other = first === node ? python : node;
    const { event, refusal } = first;
    const nodeFirst = first === node;
    const [name, otherName] = nodeFirst ? ["openai-node", "openai-python"] : ["openai-python", "openai-node"];
    const together = other?.event === event;
    const later = other === undefined || together ? "" : `, and ${otherName} does at chunk ${other.event.chunk + 1}`;
    const who = together ? "openai-python and openai-node raise an error" : `${name} raises an error${later}`;
    this.facts.order({
      path: event.path,
      part: "key",
      chunk: event.chunk,
      severity: other === undefined ? "warning" : "error",
      lacksEarlier: true,
      message: `Chunk ${event.chunk + 1} ${refusal.why}, so ${who}.`,
      ...(later === "" || other === undefined
        ? {}
        : { related: [{ path: other.event.path, message: `Chunk ${other.event.chunk + 1} ${other.refusal.why}.` }] }),
    });
  }
}
