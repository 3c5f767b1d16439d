/** Recordings of all formats against an independent reading: PyYAML, and Python's own json, gzip and base64. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readDocument } from "../../server/src/formats/readDocument";
import { isObject } from "../../server/src/recording/json";
import type { RecordingDocument } from "../../server/src/recording/recordingDocument";
import { yamlSource } from "../../server/src/source/yaml";
import { corpusFolder } from "../support/corpus";
import { PythonLines } from "./support/lines";

/** A file of the corpus; `n` is how many calls another program counted in it. */
interface Listed {
  readonly repo: string;
  readonly path: string;
  readonly shape: string;
  readonly n?: number;
}

interface Frame {
  readonly headers: Readonly<Record<string, string>>;
  readonly payload: string;
}

type Body =
  | { readonly tree: unknown }
  | { readonly frames: readonly Frame[] }
  | { readonly text: string }
  | { readonly bytes: string }
  | null;

interface Call {
  readonly method: string;
  readonly url: string;
  readonly status: number | null;
  readonly request: Body;
  readonly response: Body;
}

interface Answer {
  readonly value: unknown;
  readonly calls: readonly (Call | null)[];
}

let python: PythonLines;
beforeAll(async () => {
  python = await PythonLines.start("yaml", "cassettes.py");
});
afterAll(() => python.stop());

/** The shapes of the corpus and the formats that read them. */
const formatsOfShapes: Readonly<Record<string, string>> = {
  vcrpy: "vcr",
  "vcrpy+parsed_body": "vcr",
  "langchain-gz": "vcr",
  "ruby-vcr": "ruby-vcr",
  "r-vcr": "ruby-vcr",
  "go-vcr": "go-vcr",
  "single-json": "datadog",
  "polly-har": "har",
  httprr: "httprr",
  "chunk lines": "chunk-lines",
};

describe("Recordings of the corpus, as Python reads them", () => {
  for (const [shape, format] of Object.entries(formatsOfShapes)) {
    it(`of the shape ${shape} have the same method, address, status and bodies`, async (context) => {
      const corpus = corpusFolder();
      if (corpus === undefined) return context.skip();
      const root = join(corpus, "cassettes");
      const listed = JSON.parse(readFileSync(join(root, "manifest.json"), "utf8")) as readonly Listed[];
      const differ: string[] = [];
      const counts = new Map<string, number>();
      for (const { repo, path, n } of listed.filter((each) => each.shape === shape)) {
        const file = join(root, repo.replace("/", "__"), path);
        const document = readDocument(path, textOf(file));
        const answer = await python.ask<Answer>(file);
        counts.set(repo, (counts.get(repo) ?? 0) + callsIn(document).length);
        if (document.format.id !== format) differ.push(`${file}: read as ${document.format.id}`);
        if (n !== undefined && n !== callsIn(document).length) differ.push(`${file}: ${callsIn(document).length} of ${n} calls`);
        if (document.source.notation === "yaml" && !isEqual(inJson(yamlSource(document.source.text).value), answer.value))
          differ.push(`${file}: another value`);
        differ.push(...differences(document, answer.calls).map((each) => `${file}: ${each}`));
      }
      console.log(`${shape}: ${[...counts].map(([repo, count]) => `${count} of ${repo}`).join(", ")}.`);
      expect([...counts.values()].length).toBeGreaterThan(0);
      expect(differ.slice(0, 40)).toEqual([]);
    });
  }
});

function textOf(file: string): string {
  const bytes = readFileSync(file);
  return (file.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8").replace(/^\uFEFF/, "");
}

/** Cassettes without calls still have one recording, which says so. */
const callsIn = ({ recordings }: RecordingDocument) =>
  recordings.filter(({ recording, problems }) => recording !== undefined || problems.length > 0);

function differences(document: RecordingDocument, calls: readonly (Call | null)[]): readonly string[] {
  return calls.flatMap((call, index) => {
    const recording = document.recordings[index]?.recording;
    if (call === null) return recording === undefined ? [] : [`[${index}] is no call`];
    const { request, response } = recording ?? {};
    if (request?.kind !== "http" || response === undefined) return [`[${index}] is not read`];
    const same: readonly (readonly [string, unknown, unknown])[] = [
      ["method", request.method, call.method],
      ["url", request.url, call.url],
      ["status", response.status ?? null, call.status],
      ["request", ...bodies(request.body, call.request)],
      ["response", ...bodies(response.body, call.response)],
    ];
    return same.flatMap(([name, ours, theirs]) =>
      isEqual(ours, theirs) ? [] : [`[${index}] ${name}: ${brief(ours)} for ${brief(theirs)}`],
    );
  });
}

/** Ours, and what it should be: a JSON text is its value, a stream the list of its events or lines, the rest as it stands. */
function bodies(ours: unknown, theirs: Body): readonly [unknown, unknown] {
  if (theirs === null) return [ours ?? null, null];
  if ("tree" in theirs) return [ours, theirs.tree];
  if ("bytes" in theirs) return [ours, theirs.bytes];
  if ("frames" in theirs)
    return [ours, theirs.frames.map((frame) => ({ ...frame, payload: jsonOf(frame.payload) ?? frame.payload }))];
  const { text } = theirs;
  const json = jsonOf(text);
  if (typeof json === "object" && json !== null) return [ours, json];
  const isStream = /^(?:data|event|id|retry|):/.test(text);
  if (!Array.isArray(ours)) return [ours, isStream ? [text] : text];
  const pieces = ours as readonly unknown[];
  if (isStream)
    return [
      [pieces.length, pieces.join("")],
      [text.split(/(?:\r?\n){2,}/).filter(Boolean).length, text],
    ];
  return [pieces, text.split("\n").flatMap((line) => (line.trim() === "" ? [] : [jsonOf(line) ?? line]))];
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Bytes as the Python program writes them. */
function inJson(value: unknown): unknown {
  if (value instanceof Uint8Array) return { "!!binary": Buffer.from(value).toString("base64") };
  if (Array.isArray(value)) return value.map(inJson);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, inJson(each)]));
}

const isEqual = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
const brief = (value: unknown): string => ((JSON.stringify(value) as string | undefined) ?? "nothing").slice(0, 160);
