/** Cassettes of our own, sound ones and ones of every damage that we know of, as vcrpy's users have them. */
import { gzipSync } from "node:zlib";

const mark = "bytes:";
const isBytes = (value: unknown): value is Uint8Array => value instanceof Uint8Array;

/** As PyYAML writes it. Texts that begin with the mark are bytes. */
export function cassetteText(value: unknown): string {
  return blockStyle(withMarks(value), "").trimStart();
}

function blockStyle(value: unknown, indent: string): string {
  if (typeof value === "string" && value.startsWith(mark)) return ` !!binary |\n${indent}  ${value.slice(mark.length)}\n`;
  if (typeof value === "string") return ` '${value.replaceAll("'", "''")}'\n`;
  if (typeof value !== "object" || value === null || Object.keys(value).length === 0) return ` ${JSON.stringify(value)}\n`;
  const lines = Object.entries(value).map(([key, each]) => {
    const inner = blockStyle(each, Array.isArray(each) ? indent : `${indent}  `);
    if (!Array.isArray(value)) return `${indent}${key}:${inner}`;
    return `${indent}-${inner.startsWith("\n") ? ` ${inner.trimStart()}` : inner}`;
  });
  return `\n${lines.join("")}`;
}

/** The same with its bytes as texts, so that it can be changed as a JSON value is. */
export function withMarks(value: unknown): unknown {
  if (isBytes(value)) return `${mark}${Buffer.from(value).toString("base64")}`;
  if (Array.isArray(value)) return value.map(withMarks);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, withMarks(each)]));
}

export const answer = '{"id": "chatcmpl-1", "choices": [{"index": 0, "message": {"role": "assistant", "content": "Hello"}}]}';
const agents = {
  httpx: { "user-agent": ["OpenAI/Python 1.91.0"], "accept-encoding": ["gzip, deflate, br"] },
  requests: { "User-Agent": ["python-requests/2.32.5"] },
  aiohttp: { "User-Agent": ["Python/3.12 aiohttp/3.11.0"] },
  unknown: {},
};

export interface Written {
  readonly agent?: keyof typeof agents;
  readonly body?: unknown;
  readonly headers?: unknown;
  readonly status?: unknown;
}

/** One recording. */
export function interaction({ agent = "httpx", body = { string: answer }, headers, status }: Written = {}) {
  return {
    request: {
      body: '{"model": "gpt-4o"}',
      headers: agents[agent],
      method: "POST",
      uri: "https://api.openai.com/v1/chat/completions",
    },
    response: {
      body,
      headers: headers ?? { "content-type": ["application/json"] },
      status: status ?? { code: 200, message: "OK" },
    },
  };
}

export const cassette = (...interactions: readonly unknown[]) => ({ interactions, version: 1 });

const encoded = (coding: string) => ({ "content-type": ["application/json"], "Content-Encoding": [coding] });
const zipped = { string: new Uint8Array(gzipSync(answer)) };

/** What replays: each client with each way in which it keeps bodies. */
export const sound: readonly unknown[] = [
  cassette(interaction()),
  cassette(interaction({ body: zipped, headers: encoded("gzip") })),
  cassette(
    interaction({ agent: "requests", headers: encoded("gzip") }),
    interaction({ agent: "aiohttp", headers: encoded("br") }),
  ),
  cassette(interaction({ agent: "aiohttp", body: {} }), interaction({ agent: "unknown", headers: encoded("gzip") })),
  cassette(interaction({ body: { string: "" }, headers: encoded("gzip"), status: { code: 500, message: "Oh" } })),
  cassette(interaction({ headers: encoded("identity") }), interaction({ headers: encoded("utf-8") })),
  { ...cassette(interaction()), metadata: null, recorded_at: "2024-01-01" },
  cassette(),
];

/** What does not. */
export const broken: readonly unknown[] = [
  cassette(interaction({ headers: encoded("gzip") })),
  cassette(interaction(), interaction({ headers: encoded("br") })),
  cassette(interaction({ headers: encoded("GZIP, deflate") })),
  cassette(interaction({ body: zipped })),
  cassette(interaction({ agent: "unknown", body: zipped })),
  cassette(interaction({ body: zipped, headers: encoded("br") })),
  { interactions: null },
  { version: 1 },
  [],
  [{ request: {}, response: {} }],
];
