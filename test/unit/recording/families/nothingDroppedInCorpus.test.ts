/** Real recordings: a field that nobody knows, put into one of the objects of an answer, is in what is read of it or beside it. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { readDocument } from "../../../../server/src/formats/readDocument";
import { isObject } from "../../../../server/src/recording/json";
import type { RecordingInDocument } from "../../../../server/src/recording/recordingDocument";
import { corpusFiles, corpusFolder } from "../../../support/corpus";
import { seeded } from "../../../support/seeded";

const corpus = corpusFolder();
const random = seeded(13);
const mark = "nobody-knows-this-7";

/** The ways to the objects in a value. */
function* objectsIn(value: unknown, path: readonly (string | number)[] = []): Generator<readonly (string | number)[]> {
  if (isObject(value)) yield path;
  if (!isObject(value) && !Array.isArray(value)) return;
  for (const [key, each] of Object.entries(value)) yield* objectsIn(each, [...path, Array.isArray(value) ? Number(key) : key]);
}

function marked(value: unknown, [step, ...rest]: readonly (string | number)[]): unknown {
  if (step === undefined) return isObject(value) ? { ...value, never_heard_of: mark } : value;
  if (Array.isArray(value)) return value.with(Number(step), marked(value[Number(step)], rest));
  return isObject(value) ? { ...value, [step]: marked(value[step], rest) } : value;
}

/** undefined: it holds no object. */
function isKept({ document, recording, index }: RecordingInDocument): string | undefined {
  const chunks = (recording?.chunks ?? []).filter(({ data }) => isObject(data));
  const chunk = chunks[Math.floor(random() * chunks.length)];
  if (chunk === undefined) return undefined;
  const places = [...objectsIn(chunk.data)];
  const place = places[Math.floor(random() * places.length)] ?? [];
  const changed = document.withValue(marked(document.source.value, [...chunk.dataPath, ...place])).recordings[index];
  const { also, choices, data, error } = changed?.reassembled ?? {};
  const shown = JSON.stringify([also, choices, data, error]);
  return shown.includes(mark) ? "" : `${changed?.family.id ?? ""} ${place.filter((step) => typeof step === "string").join(".")}`;
}

/** What is not shown, by family and way, and why. */
const left: readonly (readonly [RegExp, string])[] = [
  [/^openai\.responses (?:text|tools|reasoning|metadata|conversation)\b/, "what was asked, said again"],
  [/^replicate (?:urls|input)\b/, "what was asked, and where to ask again"],
  [
    /^(?:anthropic\.messages|bedrock\.\w+|cohere\.v1) (?:headers|payload)?$/,
    "the frame of an event stream, around what was said",
  ],
  [/^gemini\.generate sdk_http_response\b/, "the client's own, around the answer"],
  [/^\S+ (?:usage|usage_?[mM]etadata|meta)\.\w+$/, "counts are shown, but not how they are made up"],
  [/^embeddings (?:predictions|embeddings?)\w*/, "a vector, of which its length and first numbers are shown"],
];

it.skipIf(corpus === undefined)(
  "keeps a field that nobody knows, in each of the recordings that there are",
  { timeout: 240_000 },
  () => {
    const root = corpus ?? "";
    const cassettes = readdirSync(join(root, "cassettes"), { recursive: true, encoding: "utf8" })
      .filter((path) => /\.(?:ya?ml|json|har)$/.test(path) && !path.endsWith("manifest.json"))
      .map((path) => ({ path, text: readFileSync(join(root, "cassettes", path), "utf8") }));
    const dropped = new Map<string, number>();
    let tried = 0;
    for (const { path, text } of [...corpusFiles(root), ...cassettes]) {
      for (const recording of readDocument(path, text).recordings) {
        const found = isKept(recording);
        if (found === undefined) continue;
        tried++;
        if (found !== "" && !left.some(([place]) => place.test(found))) dropped.set(found, (dropped.get(found) ?? 0) + 1);
      }
    }
    console.log(`${tried} recordings`);
    expect([...dropped].sort((a, b) => b[1] - a[1])).toEqual([]);
  },
);
