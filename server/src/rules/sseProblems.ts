/** Problems in the lines of a stream of server-sent events. */
import { sseEvents, type SseEvent } from "../recording/families/sse";
import type { Family } from "../recording/families/family";
import { isObject, nameValue, shorten, stringOf } from "../recording/json";
import type { Chunk } from "../recording/recording";
import { oncePerCall } from "./oncePerFile";
import type { Report } from "./rule";

export interface SseProblem {
  /** The chunk to report, and the first and last that are affected. */
  readonly chunk: number;
  readonly first: number;
  readonly last: number;
  readonly report: Report;
}

/** Computed once. Empty for text that is not such a stream at all. */
export const sseProblems = oncePerCall((file): readonly SseProblem[] => {
  const { sound } = file.sorted;
  const isLine = ({ data }: Chunk) => typeof data === "string";
  const lines = sound.every(isLine) ? sound : sound.filter(isLine);
  const isStream = lines.length > 1 && lines.some(({ data }) => /^(data|event):/.test(data as string));
  return isStream && file.family.readsAnyLine !== true ? allProblems(lines, file.sorted.unsound, file.family) : [];
});

/** `broken` are the chunks that are reported already. */
function allProblems(lines: readonly Chunk[], broken: readonly number[], family: Family): SseProblem[] {
  const ofLines = lineProblems(lines).filter((each) => !isExplained(each, broken));
  const odd = [...broken, ...ofLines.map(({ chunk }) => chunk)];
  return [...ofLines, ...eventProblems(lines, family).filter((each) => !isExplained(each, odd))];
}

/** Whether a line among or next to these is broken itself, which may be the reason. */
function isExplained({ first, last }: SseProblem, broken: readonly number[]): boolean {
  return broken.some((chunk) => first - 1 <= chunk && chunk <= last + 1);
}

const fields = new Set(["event", "data", "id", "retry", ""]);

/** Lines that are not fields, and events without data. If a chunk is not one line, its lines have no ranges. */
function lineProblems(lines: readonly Chunk[]): SseProblem[] {
  if (lines.some(({ data }) => /[\r\n]/.test(data as string))) return [];
  const problems: SseProblem[] = [];
  let named: Chunk | undefined;
  let hasData = false;
  for (const line of lines) {
    const text = line.data as string;
    const colon = text.indexOf(":");
    const field = text === "" ? "" : colon === -1 ? text : text.slice(0, colon);
    if (!fields.has(field)) problems.push(noField(line, text));
    if (field === "event") named = line;
    if (field === "data") hasData = true;
    if (text !== "") continue;
    if (named !== undefined && !hasData) problems.push(problem(named, "This event has no `data:` line", line.index));
    [named, hasData] = [undefined, false];
  }
  return problems;
}

const problem = ({ index, path }: Chunk, what: string, last = index): SseProblem => ({
  chunk: index,
  first: index,
  last,
  report: { path, message: `${what}, so a client drops it.` },
});

/** The message that a line is not a field; a colon may follow any text. */
function noField(line: Chunk, text: string): SseProblem {
  const found = problem(line, `${nameValue(text)} is not a line of a server-sent event`);
  return { ...found, report: { ...found.report, cause: "no field" } };
}

function eventProblems(lines: readonly Chunk[], { eventNames: names }: Family): SseProblem[] {
  const events = sseEvents(lines);
  const places = new Map(lines.map((line) => [line.index, line]));
  const most = (test: (event: SseEvent) => boolean) =>
    events.filter((event) => !event.done && test(event)).length * 2 > events.length;
  const usual = {
    named: most(({ event }) => event !== undefined),
    typed: most((event) => typeOf(event) !== undefined),
    objects: most(({ value }) => isObject(value)),
    names,
  };
  const unnamed = names === undefined || usual.named ? undefined : events.find(isUnnamed);
  return events.flatMap((event) => {
    const found = event === unnamed ? nameless(event) : eventProblem(event, usual);
    const line = found && places.get(found.chunk);
    const { firstChunk: first, lastChunk: last } = event;
    return found === undefined || line === undefined
      ? []
      : [{ chunk: found.chunk, first, last, report: { path: line.path, message: found.message } }];
  });
}

/** What most of the events have in common. */
interface Usual {
  readonly named: boolean;
  readonly typed: boolean;
  readonly objects: boolean;
  readonly names: Family["eventNames"];
}

const isUnnamed = ({ event, value }: SseEvent): boolean => event === undefined && isObject(value) && value.error === undefined;

/** Reported once, for the first event. */
function nameless({ chunk }: SseEvent) {
  const message = "The events of this stream have no `event:` lines, so clients drop them and fail.";
  return { chunk, message };
}

function typeOf({ value }: SseEvent): string | undefined {
  return isObject(value) ? (stringOf(value.type) ?? stringOf(value.event_type)) : undefined;
}

function eventProblem(event: SseEvent, usual: Usual): { readonly chunk: number; readonly message: string } | undefined {
  if (event.done || event.data === "") return undefined;
  const { chunk, value } = event;
  if (value === undefined) {
    const [first, second] = event.dataChunks;
    return first !== undefined && second !== undefined && second - first > 1
      ? { chunk: second, message: "A blank line is missing before this event, so a client reads two events as one and fails." }
      : { chunk, message: "The data of this event is not JSON, so a client fails on it." };
  }
  if (!isObject(value)) {
    const message = `The data of this event is ${nameValue(value)} but should be an object, so a client cannot read it.`;
    return usual.objects ? { chunk, message } : undefined;
  }
  const type = typeOf(event);
  // Servers that fail during a stream send an error without a name, and clients raise it.
  if (type === undefined && value.error !== undefined) return undefined;
  if (type === undefined) {
    const message = "The data of this event has no `type`, unlike the other events, so a client drops it.";
    return usual.typed ? { chunk, message } : undefined;
  }
  if (event.event === undefined) {
    const message = `This \`${shorten(type, 40)}\` has no \`event:\` line, unlike the other events, so a client drops it.`;
    return usual.named ? { chunk, message } : undefined;
  }
  if (event.event === type || event.event === "message") return undefined;
  if (usual.names !== undefined) return misnamed(event, usual.names);
  const message = `The event is named ${nameValue(event.event)} but its data has the type ${nameValue(type)}, so clients disagree on what it is.`;
  return { chunk: event.firstChunk, message };
}

/** If clients decide by the data, a name only matters if it hides the event. */
function misnamed({ event, firstChunk: chunk }: SseEvent, { dropped }: NonNullable<Family["eventNames"]>) {
  if (event !== dropped) return undefined;
  return { chunk, message: `The event is named ${nameValue(event)}, so clients drop it whatever its data says.` };
}
