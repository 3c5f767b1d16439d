/** Sorts the chunks of a recording: each has a broken envelope, is foreign, or is sound enough for its family to look at. */
import { isObject, nameValue, shortPrintable, type JsonObject } from "../json";
import type { Chunk, Problem, Recording } from "../recording";
import { familyOfChunk, familyOfType, mostCommon } from "./families";
import type { Family } from "./family";

export interface SortedChunks {
  /** One report for each chunk whose `__type__` or `__data__` is missing or wrong. */
  readonly envelope: readonly Problem[];
  /** One report for each chunk of another family or type than its siblings. */
  readonly foreign: readonly Problem[];
  readonly sound: readonly Chunk[];
  /** Indices (from 0) of chunks with a broken envelope, and of foreign ones. */
  readonly unsound: readonly number[];
}

export function sortChunks(recording: Recording): SortedChunks {
  const { chunks } = recording;
  return areAlike(chunks) ? { envelope: [], foreign: [], sound: chunks, unsound: [] } : sortOneByOne(recording);
}

/** A quick check whether all chunks have a sound envelope and are of one kind, as in nearly every file. */
function areAlike(chunks: readonly Chunk[]): boolean {
  const first = chunks[0] && plainKindOf(chunks[0]);
  for (const chunk of chunks) {
    const kind = plainKindOf(chunk);
    if (kind === undefined || kind !== first) return false;
  }
  return true;
}

/** A string (or family) that all chunks of a kind share; undefined if the slow path is needed. */
function plainKindOf({ type, data, enveloped }: Chunk): string | Family | undefined {
  if (typeof data === "string") return enveloped ? undefined : line;
  if (!enveloped || type === undefined || !isObject(data)) return undefined;
  const family = familyOfType(type);
  return family?.mixesTypes === true ? family : family && type;
}

function sortOneByOne(recording: Recording): SortedChunks {
  const { chunks } = recording;
  const siblings = siblingsOf(recording);
  const envelope: Problem[] = [];
  const wrapped: Chunk[] = [];
  const unsound: number[] = [];
  for (const chunk of chunks) {
    const problem = envelopeProblem(chunk, siblings);
    if (problem === undefined) wrapped.push(chunk);
    else {
      envelope.push(problem);
      unsound.push(chunk.index);
    }
  }
  const kinds = kindsOf(wrapped);
  const usual = mostCommon(kinds);
  const isForeign = (kind: string | undefined) =>
    usual?.startsWith("?") === false && kind !== usual && (kind !== undefined || usual === line);
  const foreign = wrapped.filter((_, at) => isForeign(kinds[at]));
  return {
    envelope,
    foreign: foreign.map((chunk) => foreignReport(chunk, kindOf(chunk) ?? "object", usual ?? "")),
    sound: foreign.length === 0 ? wrapped : wrapped.filter((_, at) => !isForeign(kinds[at])),
    unsound: [...unsound, ...foreign.map(({ index }) => index)],
  };
}

const line = "line of server-sent events";
const consequence = "so the test gets plain data instead of the client's object";

interface Siblings {
  /** At least half of the objects have a type, so others lack it. */
  readonly typed: boolean;
  /** Chunks must be objects or text; a body that is not a stream may be a list of anything. */
  readonly readable: boolean;
}

function siblingsOf({ chunks, response }: Recording): Siblings {
  const objects = chunks.filter(({ recorded }) => isObject(recorded));
  const typed = objects.filter((chunk) => chunk.type !== undefined).length;
  const readable = response.isStreaming || objects.length > 0;
  return { typed: typed > 0 && typed * 2 >= objects.length, readable };
}

function envelopeProblem(chunk: Chunk, siblings: Siblings): Problem | undefined {
  const element = chunk.recorded;
  if (typeof element === "string" || (isObject(element) && isSoundEnvelope(element))) return undefined;
  const { path } = chunk;
  const name = `Chunk ${chunk.index + 1}`;
  if (!isObject(element)) {
    if (!siblings.readable) return undefined;
    return { path, message: `${name} is ${nameValue(element)} but should be an object or a line of text, ${consequence}.` };
  }
  const [hasType, hasData] = [Object.hasOwn(element, "__type__"), Object.hasOwn(element, "__data__")];
  if (!hasType && !hasData && !siblings.typed) return undefined;
  const lacking = [...(hasType ? [] : ["`__type__`"]), ...(hasData ? [] : ["`__data__`"])].join(" and ");
  if (lacking !== "") return { path, part: "key", message: `${name} has no ${lacking}, ${consequence}.` };
  if (typeof element.__type__ !== "string") return wrongPart(chunk, "__type__", element.__type__, "the name of a class");
  if (!isObject(element.__data__)) return wrongPart(chunk, "__data__", element.__data__, "an object");
  return undefined;
}

function isSoundEnvelope({ __type__: type, __data__: data }: JsonObject): boolean {
  return typeof type === "string" && isObject(data);
}

function wrongPart(chunk: Chunk, key: string, found: unknown, expected: string): Problem {
  const message = `\`${key}\` of chunk ${chunk.index + 1} is ${nameValue(found)} but should be ${expected}, ${consequence}.`;
  return { path: [...chunk.path, key], message };
}

/** The kind of each chunk; looked up once for consecutive chunks of the same type. */
function kindsOf(chunks: readonly Chunk[]): readonly (string | undefined)[] {
  let [type, kind]: (string | undefined)[] = [];
  return chunks.map((chunk) => {
    if (chunk.type === undefined || typeof chunk.data === "string") return kindOf(chunk);
    if (chunk.type === type) return kind;
    const own = kindOf(chunk);
    if (familyOfType(chunk.type) !== undefined) [type, kind] = [chunk.type, own];
    return own;
  });
}

/**
 * A string that identifies a chunk among its siblings; undefined if its family is unknown and it has no class. A name with a
 * question mark is a class of no known family, whose streams may mix anything.
 */
function kindOf(chunk: Chunk): string | undefined {
  if (typeof chunk.data === "string") return line;
  const family = familyOfChunk(chunk);
  if (family?.mixesTypes === true || chunk.type === undefined) return family?.title;
  const className = chunk.type.slice(chunk.type.lastIndexOf(".") + 1);
  return family === undefined ? `? ${className}` : className;
}

function foreignReport(chunk: Chunk, kind: string, usual: string): Problem {
  const name = shortPrintable(kind.replace("? ", ""), 40);
  const message =
    chunk.type !== undefined && familyOfChunk(chunk)?.title === usual
      ? `Chunk ${chunk.index + 1} names a class, \`${name}\`, but the others name none, so replay returns one object among plain data.`
      : `Chunk ${chunk.index + 1} is \`${name}\` but the others are \`${usual}\`, so a client that reads this stream cannot use it.`;
  return chunk.type === undefined ? { path: chunk.path, part: "key", message } : { path: [...chunk.path, "__type__"], message };
}
