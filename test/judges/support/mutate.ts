/**
 * Ways to damage the events of a stream, one at a time. The generator knows no family: it walks over the events. What is counted is told apart
 * from what is said by the fields' names; the family's test names the few fields that hold a word of a closed list.
 */
export type Event = Readonly<Record<string, unknown>>;
type Path = readonly (string | number)[];

export interface Mutation {
  /** One of few words, to count by: "drop", "re-index", "null". */
  readonly kind: string;
  /** What was done to what, for the message of a test that fails: `null 3.choices.0.index`. */
  readonly what: string;
  readonly events: readonly Event[];
}

export interface MutateOptions {
  /** Words that may take the place of a word in a field of this name, beside those that the stream itself has there: `{ type: ["text_delta"] }`. */
  readonly words?: Readonly<Record<string, readonly string[]>>;
}

/** Every single damage to these events, in one order. Two in a row: call it again on what it made. */
export function mutations(events: readonly Event[], { words = {} }: MutateOptions = {}): Mutation[] {
  return [
    ...ofOrder(events),
    ...ofNumbering(events),
    ...ofFields(events),
    ...events.flatMap((_, at) => [...ofEvent(events, at, words)]),
  ];
}

/** Some of a list, the same ones for the same seed, in the order of the list. */
export function sample<T>(list: readonly T[], count: number, random: () => number): T[] {
  const places = list.map((_, at) => at);
  for (let at = 0; at < Math.min(count, places.length); at++) {
    const other = at + Math.floor(random() * (places.length - at));
    [places[at], places[other]] = [places[other] ?? at, places[at] ?? other];
  }
  const chosen = new Set(places.slice(0, count));
  return list.filter((_, at) => chosen.has(at));
}

/** Events that are missing, come twice or stand elsewhere. */
function* ofOrder(events: readonly Event[]): Generator<Mutation> {
  const last = events.length - 1;
  for (const [at, event] of events.entries()) {
    const without = events.toSpliced(at, 1);
    yield { kind: "drop", what: `drop ${at}`, events: without };
    yield { kind: "repeat", what: `repeat ${at}`, events: events.toSpliced(at, 0, event) };
    if (at < last) yield { kind: "swap", what: `swap ${at} and ${at + 1}`, events: without.toSpliced(at + 1, 0, event) };
    for (const to of new Set([0, at >> 1, (at + last + 1) >> 1, last])) {
      if (Math.abs(to - at) > 1) yield { kind: "move", what: `move ${at} to ${to}`, events: without.toSpliced(to, 0, event) };
    }
  }
  for (const [at] of events.entries()) {
    if (at > 0 && at < last) yield { kind: "cut", what: `cut before ${at}`, events: events.slice(0, at) };
    if (at > 1) yield { kind: "begin later", what: `begin with ${at}`, events: events.slice(at) };
  }
}

/** What is counted in all events at once: from one on, with gaps, backwards, never. */
function* ofNumbering(events: readonly Event[]): Generator<Mutation> {
  const values = new Map<string, Set<number>>();
  for (const { path, value } of walk(events)) {
    const key = String(path.at(-1));
    if (isCounter(key) && Number.isInteger(value)) values.set(key, (values.get(key) ?? new Set()).add(value as number));
  }
  for (const [key, known] of values) {
    const most = Math.max(...known);
    const numberings: Readonly<Record<string, (value: number) => unknown>> = {
      "from one on": (value) => value + 1,
      "with gaps": (value) => value * 2,
      backwards: (value) => most - value,
      "with zeros": () => 0,
      "not at all": () => undefined,
      "with nulls": () => null,
      "in text": String,
    };
    for (const [name, numbering] of Object.entries(numberings)) {
      const renumbered = changeEach(events, (at, value) => (at === key && typeof value === "number" ? numbering(value) : value));
      yield { kind: "renumber", what: `${key} ${name}`, events: renumbered as readonly Event[] };
    }
    for (const value of known) {
      const moved = changeEach(events, (at, each) => (at === key && each === value ? most + 1 : each));
      yield { kind: "renumber", what: `${key} ${value} to ${most + 1}`, events: moved as readonly Event[] };
    }
  }
}

/** A field that no event has, or that says nothing in any. */
function* ofFields(events: readonly Event[]): Generator<Mutation> {
  for (const field of new Set([...walk(events)].map(({ path }) => path.at(-1)))) {
    if (typeof field !== "string") continue;
    for (const [kind, changed] of [
      ["drop everywhere", undefined],
      ["null everywhere", null],
    ] as const) {
      const without = changeEach(events, (key, value) => (key === field ? changed : value));
      yield { kind, what: `${kind} ${field}`, events: without as readonly Event[] };
    }
  }
}

const isCounter = (key: string): boolean => key === "index" || key.endsWith("_index") || key === "sequence_number";
const isId = (key: string): boolean => key === "id" || key.endsWith("_id");

/** One field of one event. */
function* ofEvent(events: readonly Event[], at: number, words: MutateOptions["words"] & object): Generator<Mutation> {
  for (const { path, value } of walk(events[at], [at])) {
    if (path.length === 1) continue;
    for (const [kind, changed] of changesOf(events, path, value, words)) {
      const what = `${kind} ${path.join(".")}${changed === undefined ? "" : ` to ${JSON.stringify(changed).slice(0, 60)}`}`;
      yield { kind, what, events: changeAt(events, path, changed) as readonly Event[] };
    }
  }
}

/** What may take the field's place; undefined for nothing, so that it is not there. */
function* changesOf(
  events: readonly Event[],
  path: Path,
  value: unknown,
  words: MutateOptions["words"] & object,
): Generator<[string, unknown]> {
  const key = String(path.at(-1));
  yield ["drop field", undefined];
  if (value !== null) yield ["null", null];
  const empty = emptyOf(value);
  if (empty !== undefined) yield ["empty", empty];
  yield [
    "retype",
    typeof value === "string" ? 7 : typeof value === "number" ? String(value) : Array.isArray(value) ? { x: 1 } : "x",
  ];
  if (typeof value === "string" && !isId(key)) yield ["object for text", { x: 1 }];
  if (isCounter(key) && typeof value === "number")
    for (const other of [value + 1, value - 1, value + 5, value + 0.5]) yield ["re-index", other];
  if (typeof value !== "string") return;
  if (isId(key)) for (const other of new Set([`${value}x`, ...idsIn(events)])) if (other !== value) yield ["change id", other];
  if (key === "type" || Object.hasOwn(words, key))
    for (const other of new Set([...wordsIn(events, key), ...(words[key] ?? []), "unheard_of"]))
      if (other !== value) yield ["change kind", other];
}

function emptyOf(value: unknown): unknown {
  if (typeof value === "string") return value === "" ? undefined : "";
  if (Array.isArray(value)) return value.length === 0 ? undefined : [];
  return typeof value === "object" && value !== null && Object.keys(value).length > 0 ? {} : undefined;
}

/** The ids of calls, items and messages in these events; of many the first. */
function idsIn(events: readonly Event[]): string[] {
  const ids = new Set<string>();
  for (const { path, value } of walk(events)) if (isId(String(path.at(-1))) && typeof value === "string") ids.add(value);
  return [...ids].slice(0, 4);
}

function wordsIn(events: readonly Event[], key: string): Set<string> {
  const words = new Set<string>();
  for (const { path, value } of walk(events)) if (path.at(-1) === key && typeof value === "string") words.add(value);
  return words;
}

function* walk(value: unknown, path: Path = []): Generator<{ readonly path: Path; readonly value: unknown }> {
  if (path.length > 0) yield { path, value };
  if (typeof value !== "object" || value === null) return;
  for (const [key, each] of Object.entries(value)) yield* walk(each, [...path, Array.isArray(value) ? Number(key) : key]);
}

/** A copy with one place changed. In an object undefined leaves the field out, in a list the element. */
function changeAt(value: unknown, path: Path, changed: unknown): unknown {
  const [head, ...rest] = path;
  if (head === undefined) return changed;
  const at = (each: unknown) => changeAt(each, rest, changed);
  const leavesOut = rest.length === 0 && changed === undefined;
  if (Array.isArray(value))
    return leavesOut ? value.toSpliced(Number(head), 1) : value.with(Number(head), at(value[Number(head)]));
  const entries = Object.entries(value as object);
  return Object.fromEntries(
    entries.flatMap(([key, each]) => (key !== head ? [[key, each]] : leavesOut ? [] : [[key, at(each)]])),
  );
}

/** A copy with every field changed by what `change` gives for it; undefined leaves it out. */
function changeEach(value: unknown, change: (key: string, value: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map((each: unknown) => changeEach(each, change));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, each]): [string, unknown] => [key, changeEach(change(key, each), change)]);
  return Object.fromEntries(entries.filter(([, each]) => each !== undefined));
}
