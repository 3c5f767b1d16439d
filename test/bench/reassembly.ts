/** Putting streams together again, against the accumulator of the official client library on the same streams. */
import { globSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import type OpenAI from "openai";
import { ChatCompletionStream } from "openai/lib/ChatCompletionStream";
import { readEnvelope } from "../../server/src/formats/ogx/envelope";
import { openaiChat } from "../../server/src/recording/families/openaiChat";
import { readRecordingFile } from "../../server/src/formats/readDocument";
import type { Measurement } from "./measurements";

const rounds = 7;

/**
 * All chat streams of a workspace, already parsed, in one thread. Ours includes finding the chunks, the provenance of every piece
 * and a note for each chunk; the SDK's is its `finalChatCompletion()`, fed chunk by chunk as its own transport would.
 */
export async function reassembly(workspace: string): Promise<Measurement> {
  const streams = chatStreams(workspace);
  const ours: number[] = [];
  const baseline: number[] = [];
  for (let round = 0; round < rounds; round++) {
    ours.push(await timed(() => reassembleAll(streams)));
    baseline.push(await timed(() => accumulateAll(streams)));
  }
  return {
    what: `reassembly of ${streams.length} chat streams`,
    ours: median(ours),
    unit: "ms",
    than: "openai's ChatCompletionStream",
    baseline: median(baseline),
    goal: 1,
  };
}

interface Stream {
  readonly value: unknown;
  readonly chunks: readonly unknown[];
}

function chatStreams(workspace: string): Stream[] {
  const paths = globSync("**/recordings/**/*.json", { cwd: workspace });
  return paths.flatMap((path) => {
    const file = readRecordingFile(basename(path), readFileSync(join(workspace, path), "utf8"));
    const { recording } = file;
    const { value } = file.document.source;
    if (file.family.id !== openaiChat.id || recording?.response.isStreaming !== true) return [];
    return [{ value, chunks: recording.chunks.map(({ data }) => data) }];
  });
}

function reassembleAll(streams: readonly Stream[]): Promise<number> {
  let chunks = 0;
  for (const { value } of streams) {
    const { recording } = readEnvelope(value);
    if (recording !== undefined) chunks += openaiChat.read(recording).reassembled.notes.length;
  }
  return Promise.resolve(chunks);
}

async function accumulateAll(streams: readonly Stream[]): Promise<number> {
  let finished = 0;
  for (const { chunks } of streams) {
    const stream = ChatCompletionStream.createChatCompletion(clientOf(chunks), { model: "any", messages: [] });
    await stream.finalChatCompletion().then(
      () => finished++,
      // A stream that broke off: the SDK has read all of it all the same.
      () => undefined,
    );
  }
  return finished;
}

/** A client whose one answer is these chunks. */
function clientOf(chunks: readonly unknown[]): OpenAI {
  const answer = { controller: new AbortController(), [Symbol.asyncIterator]: () => oneByOne(chunks) };
  return { chat: { completions: { create: () => Promise.resolve(answer) } } } as unknown as OpenAI;
}

function oneByOne(chunks: readonly unknown[]): AsyncIterator<unknown> {
  const rest = chunks.values();
  return { next: () => Promise.resolve(rest.next()) };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;
}
