/** Events as most servers spell them, for telling what they are: their name, then their data in one line. */
import type { Chunk } from "../recording";
import { unframed } from "./frames";
import { jsonOf } from "./sse";

/** A chunk as families recognise it: without a frame, a byte order mark, comments, ids and line breaks in its data. */
export function toRecognise(chunk: Chunk): Chunk {
  const { data } = chunk;
  if (typeof data !== "string") return unframed(chunk);
  const plain = plainEvent(data);
  return plain === data ? chunk : { ...chunk, data: plain };
}

/** What is no event, and one that is spelled so, are given back. */
export function plainEvent(text: string): string {
  if (isPlain(text)) return text;
  const bare = text.startsWith("\uFEFF") ? text.slice(1) : text;
  const lines = bare.split(/\r\n|\r|\n/);
  const data = lines.flatMap((line) => (line.startsWith("data:") ? [line.slice(line[5] === " " ? 6 : 5)] : []));
  const named = lines.findLast((line) => line.startsWith("event:"));
  if (data.length === 0 && named === undefined) return bare;
  const joined = data.join("\n");
  const value = jsonOf(joined);
  const said = value === undefined ? joined : JSON.stringify(value);
  return [...(named === undefined ? [] : [named]), ...(data.length === 0 ? [] : [`data: ${said}`])].join("\n");
}

function isPlain(text: string): boolean {
  const isNamed = text.startsWith("event:");
  if (!isNamed && !text.startsWith("data:")) return !/^(?:\uFEFF|:|id:|retry:)/.test(text);
  const first = isNamed ? afterBreak(text, 0) : 0;
  return !text.includes('" :') && afterBreak(text, first + 1) === -1;
}

/** Where the next line of data begins. */
function afterBreak(text: string, from: number): number {
  if (from < 0) return -1;
  const [lf, cr] = [text.indexOf("\ndata:", from), text.indexOf("\rdata:", from)];
  return lf === -1 ? cr : cr === -1 ? lf : Math.min(lf, cr);
}
