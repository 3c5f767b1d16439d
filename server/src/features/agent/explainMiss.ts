/** `explain_miss`: why replay found no recording. */
import * as z from "zod/mini";
import type { HashDifference } from "../../recording/naming";
import { shorten } from "../../recording/json";
import { shellWord } from "../../recording/shellWord";
import { maskStrings } from "../../rules/secrets/mask";
import { explain, readQuestion } from "../explain";
import { whyAstray } from "../explainVerdict";
import { shownFile, shownRecording } from "./names";
import { number, said, text, tool, ToolError } from "./tool";

const near = z.object({
  recording: z.string(),
  model: z.optional(z.string()),
  answer: z.string(),
  differing_fields: z.optional(number("How many fields of the request make its hash another one.")),
  why: z.optional(text("Why replay does not serve it.")),
});

const longest = (most: number, description: string) => z.optional(z.string().check(z.maxLength(most), z.describe(description)));

export const explainMiss = tool({
  name: "explain_miss",
  title: "Explain a Missing Recording",
  description:
    "Explain why a test found no recording for its request (such as `No recording found for request hash …`): where replay looked, which recordings come near, " +
    "and, when the request is given, which fields differ from the nearest one. Use it before recording again or editing fixtures.",
  input: z.object({
    failure: longest(200_000, "pytest's output of the failure, or the part with the hash and the traceback."),
    hash: longest(100, "The request hash alone."),
    test: longest(4_000, "The pytest node id of the test that failed, if the failure does not say it."),
    request: longest(
      2_000_000,
      "The request as JSON: a recording, its `request`, or the body alone. With it, differing fields are told.",
    ),
  }),
  output: z.object({
    verdict: z.string(),
    test: z.optional(z.string()),
    hash: z.optional(z.string()),
    looked_in: z.array(z.object({ file: z.string(), exists: z.boolean() })),
    elsewhere: z.optional(z.array(near)),
    nearest: z.optional(z.array(near)),
    differences: z.optional(
      z.array(
        z.object({
          field: text("JSON pointer."),
          asked: z.optional(text("Absent where the request lacks it.")),
          recorded: z.optional(z.string()),
        }),
      ),
    ),
    record: z.optional(text("The command that records what is missing.")),
    ...said,
  }),
  answer: async (services, { failure = "", hash = "", test, request }) => {
    const { workspace } = services;
    await workspace.whenIndexed();
    const given = { ...(test === undefined ? {} : { testId: test }), ...(request === undefined ? {} : { request }) };
    const question = readQuestion(workspace.formats, [hash, failure].filter((each) => each !== "").join("\n"), given);
    const found = await explain(services, question);
    if (!found)
      throw new ToolError(
        "There is nothing to explain: give a failure or hash (64 digits, or 12 of older recorders), a test, or a request as JSON.",
      );
    const { verdict, lookedIn, elsewhere, nearest, comparison, record, ...about } = maskStrings(found);
    const nearOf = ({ id, model, preview, differences }: (typeof nearest)[number]) => ({
      recording: shownRecording(services, id),
      ...(model === null ? {} : { model }),
      answer: preview,
      ...(differences === null ? {} : { differing_fields: differences }),
    });
    const differing = comparison?.differences.filter(({ counts }) => counts) ?? [];
    return {
      verdict,
      ...(about.testId === null ? {} : { test: about.testId }),
      ...(about.hash === null ? {} : { hash: about.hash }),
      looked_in: lookedIn.map(({ file, exists }) => ({ file: shownFile(services, file), exists })),
      ...(elsewhere.length === 0
        ? {}
        : { elsewhere: elsewhere.slice(0, 5).map((each) => ({ ...nearOf(each), why: whyAstray(workspace.formats, each) })) }),
      ...(nearest.length === 0 ? {} : { nearest: nearest.slice(0, 5).map(nearOf) }),
      ...(differing.length === 0 ? {} : { differences: differing.slice(0, 20).map(shownDifference) }),
      ...(record === null ? {} : { record: `tapedeck rerecord --mode record-if-missing ${shellWord(record.nodeId)}` }),
    };
  },
});

const shownDifference = ({ pointer, asked, recorded }: HashDifference) => ({
  field: pointer,
  ...(asked === null ? {} : { asked: shorten(asked, 300) }),
  ...(recorded === null ? {} : { recorded: shorten(recorded, 300) }),
});
