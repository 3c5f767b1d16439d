/** Deltas and the `done` event that says the same text once more: where they differ, two clients read two answers. */
import { numberOf, stringOf } from "../../json";
import type { AnswerBuilder } from "./builder";
import type { StreamEvent } from "./events";

/** By the name of what they fill: where the whole text stands in the `done` event. */
const wholes: Readonly<Record<string, string>> = {
  "response.output_text": "text",
  "response.refusal": "refusal",
  "response.reasoning_text": "text",
  "response.reasoning_summary_text": "text",
  "response.function_call_arguments": "arguments",
  "response.custom_tool_call_input": "input",
};

interface Gathered {
  text: string;
  readonly first: StreamEvent;
}

export class Joined {
  readonly #gathered = new Map<string, Gathered>();

  constructor(readonly answer: AnswerBuilder) {}

  read(event: StreamEvent, item: number): void {
    const dot = event.type.lastIndexOf(".");
    const [what, step] = [event.type.slice(0, dot), event.type.slice(dot + 1)];
    const whole = wholes[what];
    if (whole === undefined) return;
    const key = `${what} ${item} ${numberOf(event.data.content_index) ?? numberOf(event.data.summary_index) ?? 0}`;
    if (step === "delta") this.#add(key, event);
    else if (step === "done") this.#compare(key, event, whole);
  }

  #add(key: string, event: StreamEvent): void {
    const delta = stringOf(event.data.delta) ?? "";
    const gathered = this.#gathered.get(key);
    if (gathered === undefined) this.#gathered.set(key, { text: delta, first: event });
    else gathered.text += delta;
  }

  #compare(key: string, event: StreamEvent, whole: string): void {
    const gathered = this.#gathered.get(key);
    const said = stringOf(event.data[whole]);
    if (gathered === undefined || said === undefined || said === gathered.text) return;
    this.answer.order({
      path: [...event.path, whole],
      chunk: event.chunk,
      severity: "warning",
      lacksEarlier: true,
      message: `\`${whole}\` of chunk ${event.chunk + 1} is not what its deltas join to, so a client that streams reads another answer than one that waits.`,
      related: [{ path: gathered.first.path, message: "The deltas begin here." }],
    });
  }
}
