/** Recorded Gemini, Anthropic and Ollama answers, joined a second time by hand: each line below is the whole of a family's rule. */
import { describe, expect, it } from "vitest";
import { objectIn } from "../../../../server/src/recording/families/declared";
import { listOf, objectOf, stringOf, type JsonObject } from "../../../../server/src/recording/json";
import { readRecordingFile } from "../../../../server/src/formats/readDocument";
import type { RecordingInDocument } from "../../../../server/src/recording/recordingDocument";
import { corpusFiles, corpusFolder } from "../../../support/corpus";

interface Sums {
  content: string;
  reasoning: string;
  calls: unknown[];
  finish: unknown;
  input: unknown;
  output: unknown;
}

type Add = (sums: Sums, data: JsonObject) => void;

const geminiPart = (sums: Sums, part: JsonObject): void => {
  if (part.function_call) sums.calls.push({ ...objectOf(part.function_call) });
  else if (part.thought === true) sums.reasoning += stringOf(part.text) ?? "";
  else sums.content += stringOf(part.text) ?? "";
};

const rules: Readonly<Record<string, Add>> = {
  "gemini.generate": (sums, data) => {
    const candidate = objectOf(listOf(data.candidates)[0]);
    for (const part of listOf(objectOf(candidate.content).parts)) geminiPart(sums, objectOf(part));
    const counts = objectOf(data.usage_metadata);
    Object.assign(
      sums,
      known({ finish: candidate.finish_reason, input: counts.prompt_token_count, output: counts.candidates_token_count }),
    );
  },
  "gemini.interactions": (sums, data) => {
    const delta = objectOf(data.delta);
    if (delta.type === "text") sums.content += stringOf(delta.text) ?? "";
    const whole =
      data.object === "interaction" ? data : data.event_type === "interaction.complete" ? objectOf(data.interaction) : {};
    for (const output of listOf(whole.outputs).map(objectOf)) {
      if (output.type === "text") sums.content += stringOf(output.text) ?? "";
      if (output.type === "function_call") sums.calls.push({ name: output.name, args: output.arguments });
    }
    const usage = objectOf(whole.usage);
    Object.assign(sums, known({ finish: whole.status, input: usage.total_input_tokens, output: usage.total_output_tokens }));
  },
  "ollama.chat": (sums, data) => {
    sums.content += stringOf(objectOf(data.message).content) ?? "";
    Object.assign(sums, known({ finish: data.done_reason, input: data.prompt_eval_count, output: data.eval_count }));
  },
  "ollama.generate": (sums, data) => {
    sums.content += stringOf(data.response) ?? "";
    Object.assign(sums, known({ finish: data.done_reason, input: data.prompt_eval_count, output: data.eval_count }));
  },
};

/** What is there, so that it takes the place of what was. */
function known(values: Readonly<Record<string, unknown>>) {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined && value !== null));
}

function byHand(file: RecordingInDocument, add: Add): Sums {
  const sums: Sums = { content: "", reasoning: "", calls: [], finish: null, input: null, output: null };
  for (const chunk of file.recording?.chunks ?? []) add(sums, objectIn(chunk) ?? {});
  return sums;
}

function ours({ reassembled: { choices, usage } }: RecordingInDocument): Sums {
  const [choice] = choices;
  return {
    content: choice?.content?.text ?? "",
    reasoning: choice?.reasoning?.text ?? "",
    calls: (choice?.toolCalls ?? []).map((call) => ({
      name: call.name?.value,
      args: JSON.parse(call.arguments.text) as unknown,
    })),
    finish: choice?.finishReason?.value ?? null,
    input: usage?.inputTokens ?? null,
    output: usage?.outputTokens ?? null,
  };
}

describe("recorded answers without an SDK that would judge them", () => {
  it("are what a second join by hand gives, and nothing is wrong with any chunk", (context) => {
    const root = corpusFolder();
    if (root === undefined) return context.skip();
    const judged = new Map<string, number>();
    for (const { name, text } of corpusFiles(root)) {
      const file = readRecordingFile(name, text);
      const { id } = file.family;
      if (rules[id] === undefined && id !== "anthropic.messages") continue;
      for (const chunk of file.recording?.chunks ?? []) expect(file.family.validate(chunk), name).toEqual([]);
      if (rules[id] === undefined) continue;
      expect(ours(file), name).toEqual(byHand(file, rules[id]));
      const kind = `${id} ${file.recording?.response.isStreaming === true ? "streams" : "whole"}`;
      judged.set(kind, (judged.get(kind) ?? 0) + 1);
    }
    console.info(`joined by hand: ${[...judged].map(([kind, count]) => `${count} ${kind}`).join(", ")}`);
    expect([...judged.keys()].map((kind) => kind.split(" ")[0])).toEqual(expect.arrayContaining(Object.keys(rules)));
  });
});
