/**
 * What Anthropic's two clients do with events in the wrong order. Both number blocks as they start, whatever their
 * `index`, and use a delta's `index` as a position in that list; the table has what each does if there is no such position, or the wrong one.
 * In all other cases both read alike.
 */
import type { JsonPath } from "../document";
import { withArticle } from "../json";
import type { Disagreement } from "../reassembled";
import type { OrderProblem } from "./facts/facts";

/** An event in a report. */
export interface Told {
  /** Its type, or that of its delta. */
  readonly what: string;
  readonly chunk: number;
  readonly path: JsonPath;
}

export interface Circumstances {
  readonly event: Told;
  /** The event's `index`. */
  readonly index?: number;
  /** The number of blocks that have started. */
  readonly count?: number;
  /** An earlier event that it conflicts with, and if that is about another block, the block's index. */
  readonly before?: Told | undefined;
  readonly other?: Told | undefined;
}

/** What a client does, to follow its name, and the result. */
interface Act {
  readonly does: string;
  readonly sees: string;
}

interface Transition {
  readonly severity: OrderProblem["severity"];
  /** The problem; the consequence comes from `both`, or from each of the two clients. */
  says(circumstances: Circumstances): string;
  readonly both?: (circumstances: Circumstances) => string;
  readonly python?: Act;
  readonly node?: Act;
  /** A broken chunk before may have been the missing event. */
  readonly lacksEarlier?: true;
}

const raises = (what: string): Act => ({ does: `raises ${what}`, sees: what });
const drops: Act = { does: "drops it", sees: "nothing of it" };
const adds: Act = { does: "adds it to the answer", sees: "it as part of the answer" };
const isA = ({ event }: Circumstances): string => `Chunk ${event.chunk + 1} is ${withArticle(event.what)}`;
const ofBlock = (circumstances: Circumstances): string => `${isA(circumstances)} of block ${circumstances.index ?? 0}`;

const table = {
  neverBegan: {
    severity: "error",
    says: ({ event }) => `No \`message_start\` begins the stream (chunk ${event.chunk + 1} is ${withArticle(event.what)})`,
    both: () => "raise an error at its end",
    lacksEarlier: true,
  },
  tooEarly: {
    severity: "error",
    says: (each) => `${isA(each)} before the \`message_start\``,
    both: () => "drop it",
    lacksEarlier: true,
  },
  begunTwice: {
    severity: "error",
    says: (each) => `Chunk ${each.event.chunk + 1} is a second \`message_start\``,
    python: { does: "passes over it", sees: "one message made of both" },
    node: raises("an error"),
  },
  noBlockYet: {
    severity: "error",
    says: (each) => `${ofBlock(each)} and no block has begun`,
    python: raises("an IndexError"),
    node: raises("a TypeError"),
    lacksEarlier: true,
  },
  noBlock: {
    severity: "error",
    says: (each) => `${ofBlock(each)} and clients count blocks as they begin, of which there are ${each.count ?? 0}, from 0`,
    python: raises("an IndexError"),
    node: drops,
    lacksEarlier: true,
  },
  noBlockToStop: {
    severity: "error",
    says: (each) => `${ofBlock(each)} and clients count blocks as they begin, of which there are ${each.count ?? 0}, from 0`,
    python: raises("an IndexError"),
    node: { does: "passes over it", sees: "the answer without an error" },
    lacksEarlier: true,
  },
  countedFromTheEnd: {
    severity: "error",
    says: (each) => ofBlock(each),
    python: { does: "counts from the end", sees: "it in a block counted from the end" },
    node: drops,
  },
  otherBlock: {
    severity: "error",
    says: (each) => `${ofBlock(each)}, which chunk ${(each.before?.chunk ?? 0) + 1} begins out of turn`,
    both: ({ other }) => `add it to the one that chunk ${(other?.chunk ?? 0) + 1} begins`,
  },
  otherText: {
    severity: "hint",
    says: (each) => `${ofBlock(each)}, which chunk ${(each.before?.chunk ?? 0) + 1} begins out of turn`,
    both: ({ other }) => `add it to the one that chunk ${(other?.chunk ?? 0) + 1} begins`,
  },
  unfit: {
    severity: "error",
    says: (each) =>
      `Chunk ${each.event.chunk + 1} adds ${withArticle(each.event.what)} to a block of type \`${each.before?.what ?? ""}\``,
    both: () => "drop it",
  },
  unknownBlock: {
    severity: "hint",
    says: (each) =>
      `Chunk ${each.event.chunk + 1} adds ${withArticle(each.event.what)} to a block of type \`${each.before?.what ?? ""}\``,
    both: () => "drop it unless a newer version knows such blocks",
  },
  noText: {
    severity: "error",
    says: (each) => `${isA(each)} and the block that chunk ${(each.before?.chunk ?? 0) + 1} begins has no \`text\``,
    python: raises("a TypeError"),
    node: adds,
  },
  noThinking: {
    severity: "error",
    says: (each) => `${isA(each)} and the block that chunk ${(each.before?.chunk ?? 0) + 1} begins has no \`thinking\``,
    python: raises("a TypeError"),
    node: { does: 'writes "undefined" before it', sees: '"undefined" before it' },
  },
  closed: {
    severity: "hint",
    says: (each) => `${isA(each)} of a block that chunk ${(each.before?.chunk ?? 0) + 1} has closed`,
    both: () => "emit the block without it and add it later",
  },
  neverClosed: {
    severity: "hint",
    says: ({ event }) => `The block that chunk ${event.chunk + 1} begins is never closed`,
    both: () => "have it in the answer but never emit it by itself",
    lacksEarlier: true,
  },
  afterStop: {
    severity: "error",
    says: (each) => `${isA(each)} after the \`message_stop\``,
    python: adds,
    node: drops,
  },
  emptyPiece: {
    severity: "warning",
    says: (each) => `Chunk ${each.event.chunk + 1} adds an empty piece to an \`input\` that came whole`,
    python: { does: "keeps the `input`", sees: "the `input` that came whole" },
    node: { does: "has an empty one", sees: "an empty `input`" },
  },
  brokenInput: {
    severity: "error",
    says: ({ event }) =>
      `The pieces of the \`input\` of \`${event.what}\` that chunk ${event.chunk + 1} begins are not JSON when joined`,
    both: () => "raise an error, or return a part of it where it is only cut off",
    lacksEarlier: true,
  },
  citationsOfNoList: {
    severity: "error",
    says: ({ event }) => `Chunk ${event.chunk + 1} adds a citation to \`citations\` that is not a list`,
    both: () => "raise an error",
  },
} as const satisfies Readonly<Record<string, Transition>>;

export type TransitionName = keyof typeof table;

/** The report for an event in such a state. */
function problemOf(name: TransitionName, circumstances: Circumstances): OrderProblem {
  const transition: Transition = table[name];
  const { severity, python, node, both, lacksEarlier = false } = transition;
  const follows =
    both === undefined
      ? `Anthropic's Python client ${python?.does ?? ""} and its Node client ${node?.does ?? ""}`
      : `Anthropic's clients ${both(circumstances)}`;
  const { event, before } = circumstances;
  const related = before === undefined ? {} : { related: [{ path: before.path, message: `Chunk ${before.chunk + 1}.` }] };
  const message = `${transition.says(circumstances)}, so ${follows}.`;
  return { path: event.path, part: "key", chunk: event.chunk, severity, message, lacksEarlier, ...related };
}

/** How the clients differ; undefined if they do not. */
function disagreementOf(name: TransitionName, { event }: Circumstances): Disagreement | undefined {
  const { python, node }: Transition = table[name];
  if (python === undefined || node === undefined) return undefined;
  const readings = [
    { client: "anthropic-python", sees: python.sees },
    { client: "anthropic-node", sees: node.sees },
  ];
  return { what: `\`${event.what}\``, chunk: event.chunk, readings };
}

/** Collects reports: each transition once for each key, and none for chunks that other rules report. */
export class Transitions {
  readonly disagreements: Disagreement[] = [];
  readonly #problems: OrderProblem[] = [];
  readonly #reported = new Set<string>();

  /** `unsound` are chunks that other rules report. */
  constructor(readonly unsound: ReadonlySet<number>) {}

  report(name: TransitionName, circumstances: Circumstances, key: string | number = ""): void {
    const once = `${name} ${key}`;
    if (this.#reported.has(once) || this.unsound.has(circumstances.event.chunk)) return;
    this.#reported.add(once);
    this.#problems.push(problemOf(name, circumstances));
    const disagreement = disagreementOf(name, circumstances);
    if (disagreement !== undefined) this.disagreements.push(disagreement);
  }

  /** Only one event is reported for a block without a position. */
  hasTold(names: readonly TransitionName[], key: string | number): boolean {
    return names.some((name) => this.#reported.has(`${name} ${key}`));
  }

  /** If a client fails, its consequences are only hints. */
  problems(): readonly OrderProblem[] {
    const serious = this.#problems.filter(({ severity }) => severity !== "hint");
    return serious.length > 0 ? serious : this.#problems;
  }
}
