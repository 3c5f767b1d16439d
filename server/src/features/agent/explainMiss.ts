/** `explain_miss`: why replay found no recording. */
import * as z from "zod/mini";
import { maskStrings } from "../../rules/secrets/mask";
import { explain, readQuestion } from "../explain";
import { explained, ofCassette, ofHash } from "./explained";
import { number, said, text, tool, ToolError } from "./tool";

const longest = (most: number, description: string) => z.optional(z.string().check(z.maxLength(most), z.describe(description)));

export const explainMiss = tool({
  name: "explain_miss",
  title: "Explain a Missing Recording",
  description:
    "Explain why a test found no recording for its request (`No recording found for request hash …`, VCR.py's CannotOverwriteExistingRequestException): " +
    "where replay looked, which recordings are similar, and which matchers or fields differ. Use it before recording again or editing fixtures.",
  input: z.object({
    failure: longest(200_000, "pytest's output of the failure, or the part with the hash or VCR.py's message and the traceback."),
    hash: longest(100, "The request hash alone."),
    test: longest(4_000, "The pytest node id of the test that failed, if the failure does not say it."),
    request: longest(
      2_000_000,
      "The request as JSON: a recording, its `request`, or only the body. With it, differing fields are listed.",
    ),
  }),
  output: z.object({
    ...explained.shape,
    others: z.optional(z.array(text("The verdicts on other requests in the same failure."))),
    more: z.optional(number("The number of further failures.")),
    ...said,
  }),
  answer: async (services, { failure = "", hash = "", test, request }) => {
    const { workspace } = services;
    await workspace.whenIndexed();
    const given = { ...(test === undefined ? {} : { testId: test }), ...(request === undefined ? {} : { request }) };
    const question = readQuestion(workspace.formats, [hash, failure].filter((each) => each !== "").join("\n"), given);
    const found = await explain(services, question);
    if (!found) throw new ToolError(nothing);
    const masked = maskStrings(found);
    return masked.kind === "hash" ? ofHash(services, masked) : ofCassette(services, masked);
  },
});

const nothing =
  "There is nothing to explain: give a failure with VCR.py's message or a hash (64 digits, or 12 of older recorders), a test, or a request as JSON.";
