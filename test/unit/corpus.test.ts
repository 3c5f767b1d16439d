import { describe, expect, it } from "vitest";
import { describeAnswer } from "../../server/src/recording/describe";
import { hashOfName } from "../../server/src/formats/ogx/names";
import type { TracedText } from "../../server/src/recording/reassembled";
import { readRecordingFile } from "../../server/src/formats/readDocument";
import { check } from "../../server/src/rules/check";
import { corpusFiles, corpusFolder } from "../support/corpus";

const root = corpusFolder();

describe.skipIf(root === undefined)("on 1,663 recordings of other people", () => {
  const files = root === undefined ? [] : [...corpusFiles(root)];

  it("every file is read and recognised, and there is no error to find", () => {
    const families = new Map<string, number>();
    const findings: string[] = [];
    for (const { path, name, text } of files) {
      const file = readRecordingFile(name, text);
      families.set(file.family.id, (families.get(file.family.id) ?? 0) + 1);
      findings.push(
        ...check(file).flatMap(({ code, severity, message }) => (severity === "error" ? `${path}: ${code} ${message}` : [])),
      );
      expect(hashOfName(name), path).toMatch(/^[0-9a-f]{12}([0-9a-f]{52})?$/);
      expect(describeAnswer(file), path).not.toMatch(/[\p{Cc}]/u);
    }
    console.log(`${files.length} recordings: ${[...families].map(([id, count]) => `${id} ${count}`).join(", ")}`);
    expect(files).toHaveLength(1663);
    expect(findings).toEqual([]);
    expect(families.get("unknown")).toBeUndefined();
    expect(families.get("openai.chat")).toBe(1311);
  });

  it("every chat completion reassembles to what joining its chunks by hand gives", () => {
    let [answers, characters, calls] = [0, 0, 0];
    for (const { path, name, text } of files) {
      const file = readRecordingFile(name, text);
      if (file.family.id !== "openai.chat") continue;
      const byHand = joinByHand(JSON.parse(text) as RawRecording);
      const choice = file.reassembled.choices[0];
      expect(choice?.content?.text ?? "", path).toBe(byHand.content);
      expect(choice?.finishReason?.value, path).toBe(byHand.finish);
      expect(Object.fromEntries((choice?.toolCalls ?? []).map((call) => [call.index, call.arguments.text])), path).toEqual(
        byHand.calls,
      );
      expect(file.reassembled.usage?.totalTokens ?? undefined, path).toBe(byHand.total);
      for (const traced of [choice?.content, choice?.reasoning])
        if (traced) expect(covered(traced), path).toBe(traced.text.length);
      answers++;
      characters += byHand.content.length;
      calls += Object.keys(byHand.calls).length;
    }
    console.log(`${answers} chat completions, ${characters} characters of content, ${calls} tool calls: all as joined by hand`);
    expect(answers).toBe(1311);
  });

  it("every chunk and every key is found at its place", () => {
    for (const { path, name, text } of files.filter((_, at) => at % 20 === 0)) {
      const file = readRecordingFile(name, text);
      for (const chunk of file.recording?.chunks ?? []) {
        const { start, end } = file.document.source.rangeOf({ path: chunk.dataPath });
        expect(JSON.parse(text.slice(start, end)), path).toEqual(chunk.data);
        expect(file.document.source.placeAt(start)?.path, path).toEqual(chunk.dataPath);
      }
    }
  });
});

const covered = (traced: TracedText) => traced.pieces.reduce((sum, piece) => sum + piece.length, 0);

interface RawMessage {
  readonly content?: string | null;
  readonly tool_calls?: readonly { readonly index?: number; readonly function: { readonly arguments: string | null } }[] | null;
}
interface RawChunk {
  readonly __data__: {
    readonly choices: readonly {
      readonly index: number;
      readonly delta?: RawMessage;
      readonly message?: RawMessage;
      readonly finish_reason: string | null;
    }[];
    readonly usage?: { readonly total_tokens: number } | null;
  };
}
interface RawRecording {
  readonly response: { readonly body: RawChunk | RawChunk[] };
}

/** The first choice, joined without any of our code. */
function joinByHand(recording: RawRecording) {
  const joined = {
    content: "",
    finish: undefined as string | undefined,
    calls: {} as Record<number, string>,
    total: undefined as number | undefined,
  };
  for (const chunk of [recording.response.body].flat()) {
    joined.total = chunk.__data__.usage?.total_tokens ?? joined.total;
    for (const choice of chunk.__data__.choices.filter((each) => each.index === 0)) {
      const message = choice.delta ?? choice.message;
      joined.content += message?.content ?? "";
      joined.finish = choice.finish_reason ?? joined.finish;
      for (const [at, call] of (message?.tool_calls ?? []).entries()) {
        const index = call.index ?? at;
        joined.calls[index] = (joined.calls[index] ?? "") + (call.function.arguments ?? "");
      }
    }
  }
  return joined;
}
