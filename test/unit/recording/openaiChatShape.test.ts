import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isSoundCompletion, isSoundPiece } from "../../../server/src/recording/families/openaiChatShape";
import { chunkSchema, completionSchema } from "../../../server/src/recording/families/openaiChatSchema";
import { readRecordingFile } from "../../../server/src/formats/readDocument";
import { corpusFiles, corpusFolder } from "../../support/corpus";
import { deltaChunk } from "../../support/recordings";

const root = corpusFolder();

describe("the quick look at a chunk", () => {
  const scrap = fc.oneof(fc.constantFrom(null, undefined, "", "stop", 0, 1.5, NaN, true, [], {}), fc.anything({ maxDepth: 1 }));
  const call = fc.record({
    index: scrap,
    id: scrap,
    type: scrap,
    function: fc.oneof(scrap, fc.record({ name: scrap, arguments: scrap })),
  });
  const delta = fc.record(
    {
      role: scrap,
      content: scrap,
      refusal: scrap,
      annotations: scrap,
      function_call: scrap,
      tool_calls: fc.oneof(scrap, fc.array(call, { maxLength: 2 })),
    },
    { requiredKeys: [] },
  );
  const choice = fc.record(
    {
      index: fc.oneof(fc.nat(), scrap),
      delta: fc.oneof(delta, scrap),
      message: fc.oneof(delta, scrap),
      finish_reason: scrap,
      logprobs: fc.oneof(scrap, fc.record({ content: scrap, refusal: scrap })),
    },
    { requiredKeys: ["index", "delta"] },
  );
  const data = fc.record({
    id: fc.oneof(fc.string(), scrap),
    model: fc.constant("m"),
    object: fc.constantFrom("chat.completion.chunk", "chat.completion"),
    created: fc.oneof(fc.nat(), scrap),
    usage: fc.oneof(scrap, fc.record({ prompt_tokens: scrap, total_tokens: scrap })),
    choices: fc.oneof(fc.array(choice, { maxLength: 2 }), scrap),
  });

  it("never passes what the schema does not", () => {
    fc.assert(
      fc.property(data, (value) => {
        if (isSoundPiece(value)) expect(chunkSchema.safeParse(value).error?.issues).toBeUndefined();
        if (isSoundCompletion(value)) expect(completionSchema.safeParse(value).error?.issues).toBeUndefined();
      }),
      { numRuns: 3000 },
    );
  });

  it("passes no word of its own", () => {
    expect(isSoundPiece(deltaChunk({ role: "assistent" }).__data__)).toBe(false);
    expect(isSoundPiece(deltaChunk({ tool_calls: [{ index: 0, type: "funktion" }] }).__data__)).toBe(false);
  });

  it("passes an ordinary chunk", () => {
    expect(isSoundPiece(deltaChunk({ content: "Hi" }).__data__)).toBe(true);
  });

  it.skipIf(root === undefined)("passes all but a few of the chunks of other people, and none that the schema does not", () => {
    let [passed, looked] = [0, 0];
    for (const { name, text } of corpusFiles(root!)) {
      const file = readRecordingFile(name, text);
      if (file.family.id !== "openai.chat" || !file.reassembled.streaming) continue;
      for (const { data: value } of file.recording!.chunks) {
        looked++;
        if (!isSoundPiece(value)) continue;
        passed++;
        expect(chunkSchema.safeParse(value).success).toBe(true);
      }
    }
    console.log(`${passed} of ${looked} chunks pass at a quick look`);
    expect(passed / looked).toBeGreaterThan(0.99);
  });
});
