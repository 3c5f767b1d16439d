/** Rules on whole streams: whether they start, end, and keep their order. */
import type { JsonPath } from "../recording/document";
import { nameValue, objectOf, shorten } from "../recording/json";
import type { RecordingInDocument } from "../recording/recordingDocument";
import { asksForRest } from "../recording/request";
import type { AnswerFacts, ChoiceFacts, OrderProblem, Place } from "../recording/families/facts/facts";
import { reportedChunksOf } from "./reportedChunks";
import type { Rule } from "./rule";

const isStream = (file: RecordingInDocument): boolean =>
  file.recording?.response.isStreaming === true && file.recording.response.exception === undefined;

/** Fields that may contain an answer. */
const answerFields = ["content", "text", "delta", "response", "refusal", "arguments"];

export const streamEmpty: Rule = {
  code: "stream.empty",
  severity: "warning",
  summary: "A response without an answer: a stream without chunks, or only token counts, and no failure that explains it.",
  check(file, report) {
    const { recording, facts } = file;
    if (recording === undefined || recording.response.exception !== undefined) return;
    const { body, bodyPath } = recording.response;
    if (isStream(file) && Array.isArray(body) && body.every((each) => each === "")) {
      const message = "The stream has no chunks, so the test gets no answer.";
      report({ path: bodyPath, message });
    } else if (
      facts !== undefined &&
      file.reassembled.choices.length === 0 &&
      hasNoAnswer(facts) &&
      !asksForRest(recording.request) &&
      !reportedChunksOf(file).lack(answerFields)
    ) {
      const [what, follows] = isStream(file)
        ? ["No chunk of the stream contains an answer", "a client that assembles it fails"]
        : ["The response contains no answer", "a test that reads the first choice fails"];
      report({ path: bodyPath, part: "key", message: `${what}, so ${follows}.` });
    }
  },
};

/** There is neither an answer nor a reason why; token counts are not an answer. */
function hasNoAnswer({ choices, failures, order }: AnswerFacts): boolean {
  return choices.length === 0 && failures.length === 0 && order.length === 0;
}

/** Fields that mark the end of an answer. */
const endFields = ["finish_reason", "stop_reason", "finishReason", "done", "done_reason", "response", "status", "event"];

export const streamUnfinished: Rule = {
  code: "stream.unfinished",
  severity: "warning",
  summary: "An answer that is cut off: no finish reason, no terminal event, no `done`.",
  check(file, report) {
    const facts = file.facts;
    if (facts === undefined || file.recording?.response.exception !== undefined) return;
    const gaps = reportedChunksOf(file);
    const { ending } = facts;
    if (ending !== undefined && !ending.came) {
      const { last, name } = ending;
      if (gaps.lackFrom(last.chunk, endFields)) return;
      const message = `The stream ends at chunk ${last.chunk + 1} without \`${name}\`, so a client treats the answer as cut off.`;
      report({ ...placeOf(last), message });
      return;
    }
    if (file.family.endsSilently === true) return;
    if (!(isStream(file) && ending === undefined) && file.family.endsWithReason !== true) return;
    if (facts.failures.length > 0 || isDone(file)) return;
    for (const choice of facts.choices) {
      if (choice.finish !== undefined || gaps.lackFrom(ending === undefined ? choice.last.chunk : 0, endFields)) continue;
      report({ ...choice.last.place(), message: stops(file, facts, choice) });
    }
  },
};

/** A stream that was recorded as sent has an end marker, whether or not its answer says why it ended. */
function isDone({ recording }: RecordingInDocument): boolean {
  if (recording?.request?.kind !== "http") return false;
  return recording.chunks.slice(-2).some(({ data }) => typeof data === "string" && /^data: ?\[DONE\]\s*$/m.test(data));
}

const placeOf = ({ path, part }: Place): Place => (part === undefined ? { path } : { path, part });

function stops(file: RecordingInDocument, { choices }: AnswerFacts, { index, last }: ChoiceFacts): string {
  const which = choices.length > 1 ? `Choice ${index}` : "The answer";
  const lacks = file.family.lacksEnd ?? "no finish reason ever comes";
  return `${which} ends at chunk ${last.chunk + 1} and ${lacks}, so a client cannot tell whether it is complete.`;
}

/** A field in code style, or a description as it is. */
const nameAfter = (what: string): string => (what.includes(" ") ? what : `\`${shorten(what, 60)}\``);

export const streamAfterFinish: Rule = {
  code: "stream.after-finish",
  severity: "hint",
  summary: "Content after the finish reason.",
  check(file, report) {
    for (const { after, finish } of file.facts?.choices ?? []) {
      if (after === undefined || finish === undefined) continue;
      const message = `Chunk ${after.chunk + 1} brings ${nameAfter(after.what)} after the answer has finished, so a client that stops there misses it.`;
      report({
        ...after,
        message,
        related: [{ path: finish.path, message: `The finish reason is in chunk ${finish.chunk + 1}.` }],
      });
    }
  },
};

/** Fields that events refer to, or that are joined and compared with the whole. */
const orderFields = ["role", "id", "item_id", "delta", "text", "arguments", "refusal", "partial_json"];

export const streamOrder: Rule = {
  code: "stream.order",
  severity: "error",
  summary: "Events in an impossible order: a delta for an unknown block or item, a missing start, decreasing sequence numbers.",
  check(file, report) {
    const facts = file.facts;
    if (facts === undefined || facts.order.length === 0) return;
    const gaps = reportedChunksOf(file);
    const lacksEarlier = asksForRest(file.recording?.request) || gaps.lack(orderFields);
    const told = facts.order.filter((problem) => !(problem.lacksEarlier && lacksEarlier));
    const broken = brokenAt(told);
    for (const problem of told) {
      const { severity, chunk } = problem;
      if (severity === "error" || (chunk <= broken && !gaps.includes(chunk))) report(problem);
    }
  },
};

/** The chunk at which clients fail or lose track; Infinity for none. Later problems follow from it. */
export function brokenAt(order: readonly OrderProblem[]): number {
  return order.reduce((first, { severity, chunk }) => (severity === "error" ? Math.min(first, chunk) : first), Infinity);
}

const usageFields = ["prompt_tokens", "completion_tokens", "total_tokens", "input_tokens", "output_tokens"];

export const streamUsage: Rule = {
  code: "stream.usage",
  severity: "warning",
  summary: "Usage was requested but is missing, or the total is not the sum.",
  check(file, report) {
    const facts = file.facts;
    if (facts === undefined) return;
    const { usage } = facts;
    if (usage === undefined) {
      const last = lastPlace(file, facts.choices);
      const asked = usageAsked(file);
      if (last === undefined || !isStream(file) || asked === undefined || reportedChunksOf(file).lack(usageFields)) return;
      const related = [{ path: asked, message: "The request asks for usage here." }];
      const message = "The request asks for usage but no chunk has it, so a test that counts tokens fails.";
      report({ path: last, part: "key", message, related });
      return;
    }
    const { total, input, output, aside } = usage;
    if (total === undefined || input === undefined || output === undefined) return;
    if (total.value === input + output || total.value === input + output + aside || countsElsewhere(file)) return;
    const message = `\`${String(total.path.at(-1))}\` is ${nameValue(total.value)} but input and output are ${input} + ${output}, so the counts were edited or the provider counts differently.`;
    report({ path: total.path, severity: "hint", message });
  },
};

/** The path at which the request asks for usage; undefined if it does not. */
function usageAsked({ recording }: RecordingInDocument): JsonPath | undefined {
  const request = recording?.request;
  if (request?.kind !== "inference" || objectOf(objectOf(request.body).stream_options).include_usage !== true) return undefined;
  return [...request.bodyPath, "stream_options", "include_usage"];
}

/** The last chunk of the answer if it is complete; a stream that stops early is reported by another rule. */
function lastPlace({ recording }: RecordingInDocument, choices: readonly ChoiceFacts[]): JsonPath | undefined {
  if (choices.length === 0 || choices.some(({ finish }) => finish === undefined)) return undefined;
  const chunk = choices.reduce((most, { last }) => Math.max(most, last.chunk), 0);
  return recording?.chunks[chunk]?.path;
}

/** Gemini models count thinking only in the total, and the OpenAI-compatible endpoint does not report it separately. */
function countsElsewhere(file: RecordingInDocument): boolean {
  return /gemini/i.test(file.reassembled.model ?? "");
}
