/** Families whose answers are only texts: an object adds to a text, or ends it. Each is described by a table. */
import type * as z from "zod/mini";
import { isObject, numberOf, objectOf, stringOf, type JsonObject } from "../json";
import type { Chunk } from "../recording";
import { fields, type Known } from "./also";
import type { ChoicePart } from "./assembly";
import { declaredProblems, objectIn, readDeclared, type AnswerReader, type Spoken, type Told } from "./declared";
import { errorField, errorIn } from "./errorBody";
import type { AnswerBuilder } from "./facts/builder";
import type { UsageFacts } from "./facts/facts";
import type { Family } from "./family";
import { unframed } from "./frames";

/** What an object says about one of its texts. */
interface Piece {
  readonly choice?: number;
  readonly text?: unknown;
  readonly reasoning?: unknown;
  readonly finish?: unknown;
}

export interface TextFamily extends Pick<Family, (typeof traits)[number]> {
  /** Whether the fields of an object fit the family. */
  readonly looks: (data: JsonObject) => boolean;
  /** Matches a line, or an event, with such an object; without it, lines are parsed. */
  readonly line?: RegExp;
  readonly pieces: (data: JsonObject) => readonly Piece[];
  readonly usage?: (data: JsonObject) => { readonly input: unknown; readonly output: unknown };
  /** The minimum that a client needs of an object. */
  readonly schema: z.ZodMiniType;
  readonly known: Known;
}

export function textFamily(described: TextFamily): Family {
  const { looks, line, schema, known } = described;
  return {
    ...traitsOf(described),
    recognises: (chunk) => {
      const { data } = unframed(chunk);
      if (typeof data === "string" && line?.test(data) === false) return false;
      // Each object of a list is one answer.
      return looks(Array.isArray(data) ? objectOf(data[0]) : (objectIn(chunk) ?? eventIn(chunk)));
    },
    validate: (chunk) => {
      const data = objectIn(chunk);
      if (data === undefined || data.error !== undefined) return [];
      return declaredProblems(schema, chunk, "so a client cannot read the answer");
    },
    read: (recording, unsound) =>
      readDeclared(described.id, recording, unsound, new Reader(described), (data) =>
        isObject(data.error) ? { ...fields(true, "type"), ...errorField(data) } : known,
      ),
  };
}

const traits = ["id", "title", "endpoint", "failureWords", "lacksEnd", "credentials", "endsSilently", "readsAnyLine"] as const;

function traitsOf(described: TextFamily): Pick<Family, (typeof traits)[number]> {
  return Object.fromEntries(traits.flatMap((name) => (name in described ? [[name, described[name]]] : []))) as unknown as Family;
}

const eventIn = ({ data }: Chunk): JsonObject => {
  const line = typeof data === "string" ? /^data: ?(\{.*)$/m.exec(data)?.[1] : undefined;
  return line === undefined ? {} : (objectIn({ data: line } as Chunk) ?? {});
};

class Reader implements AnswerReader {
  /** The last count of each, because some providers send one at the start and the other at the end. */
  #input: number | undefined;
  #output: number | undefined;

  constructor(private readonly format: TextFamily) {}

  tell(said: Spoken, facts: AnswerBuilder): Told {
    const { data, chunk } = said;
    const error = isObject(data.error) || typeof data.error === "string" ? errorIn(data.error) : undefined;
    if (error !== undefined) {
      const what = `the stream ends with an error (${error.message || error.type || "no message"})`;
      return { failed: { error, what, place: { path: said.at("error") } } };
    }
    const parts = this.format.pieces(data).map((piece) => partOf(piece));
    for (const { choice: index, content, reasoning, finishReason } of parts) {
      const choice = facts.choice(index);
      choice.seen(chunk, () => ({ path: said.at(), part: "key" }));
      if (content || reasoning) choice.content(chunk, "text", () => ({ path: said.at(), part: "key" }));
      choice.finished(finishReason, () => said.at(), chunk);
    }
    return { parts, model: stringOf(data.model), usage: this.#count(data) };
  }

  #count(data: JsonObject): UsageFacts | undefined {
    const { input, output } = this.format.usage?.(data) ?? {};
    this.#input = numberOf(input) ?? this.#input;
    this.#output = numberOf(output) ?? this.#output;
    const isNone = this.#input === undefined && this.#output === undefined;
    return isNone ? undefined : { input: this.#input, output: this.#output, aside: 0, total: undefined };
  }
}

function partOf({ choice = 0, text, reasoning, finish }: Piece): ChoicePart {
  const finishReason = stringOf(finish) || undefined;
  return { choice, content: stringOf(text), reasoning: stringOf(reasoning), finishReason };
}
