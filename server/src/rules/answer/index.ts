/** The facts of a file's answer, made once for all rules. */
import type { Chunk } from "../../recording/recording";
import { sortChunks } from "../chunks";
import { oncePerFile } from "../oncePerFile";
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

/** undefined for families without answers, and where there is nothing to read. Chunks with a broken envelope and foreign ones are left out. */
export const answerFacts = oncePerFile((file): AnswerFacts | undefined => {
  const reader = readers[file.family.id];
  const chunks = reader === undefined ? [] : sortChunks(file).sound;
  if (reader === undefined || chunks.length === 0) return undefined;
  const answer = new AnswerBuilder();
  reader(chunks, answer);
  return answer.build();
});
