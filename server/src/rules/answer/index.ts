/** The facts of a file's answer, made once for all rules. */
import type { Chunk } from "../../recording/recording";
import type { RecordingFile } from "../../recording/recordingFile";
import { sortChunks } from "../chunks";
import { readAnthropic } from "./anthropic";
import { AnswerBuilder } from "./builder";
import type { AnswerFacts } from "./facts";
import { readGemini } from "./gemini";
import { readInteractions } from "./interactions";
import { readOllama } from "./ollama";
import { readOpenaiChat } from "./openaiChat";
import { readResponses } from "./responses";

export type * from "./facts";

type Reader = (chunks: readonly Chunk[], answer: AnswerBuilder) => void;

const readers: Readonly<Record<string, Reader>> = {
  "openai.chat": readOpenaiChat,
  "openai.completions": readOpenaiChat,
  "openai.responses": readResponses,
  "anthropic.messages": readAnthropic,
  "gemini.generate": readGemini,
  "gemini.interactions": readInteractions,
  "ollama.chat": readOllama,
  "ollama.generate": readOllama,
};

const known = new WeakMap<RecordingFile, { readonly facts: AnswerFacts | undefined }>();

/** undefined for families without answers, and where there is nothing to read. Chunks with a broken envelope and foreign ones are left out. */
export function answerFacts(file: RecordingFile): AnswerFacts | undefined {
  const made = known.get(file);
  if (made !== undefined) return made.facts;
  const reader = readers[file.family.id];
  const chunks = reader === undefined ? [] : sortChunks(file).sound;
  const answer = new AnswerBuilder();
  if (chunks.length > 0) reader?.(chunks, answer);
  const facts = chunks.length > 0 ? answer.build() : undefined;
  known.set(file, { facts });
  return facts;
}
