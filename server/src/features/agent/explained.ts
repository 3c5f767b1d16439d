/** Explanations of why replay found no recording, for agents: only the nearest recordings, with long values shortened. */
import * as z from "zod/mini";
import type { CassetteExplanation, HashExplanation, MissExplanation, NearRequest, TestToRecord } from "../../protocol";
import type { HashDifference } from "../../recording/naming";
import { shorten } from "../../recording/json";
import { shellWord } from "../../recording/shellWord";
import { whyNotServed } from "../explainVerdict";
import { fieldName } from "../fieldName";
import type { Services } from "../services";
import { shownFile, shownRecording } from "./names";
import { number, text } from "./tool";

const near = z.object({
  recording: z.optional(z.string()),
  request: z.optional(text("Method and address.")),
  model: z.optional(z.string()),
  answer: z.string(),
  differing_fields: z.optional(number("How many fields of the request differ.")),
  why: z.optional(text("Why replay does not serve it.")),
});

const differences = z.array(
  z.object({
    field: text("Its name, such as messages[0].content."),
    asked: z.optional(text("Absent if the request lacks it.")),
    recorded: z.optional(z.string()),
  }),
);

export const explained = z.object({
  verdict: z.string(),
  advice: z.optional(z.string()),
  test: z.optional(z.string()),
  hash: z.optional(z.string()),
  request: z.optional(text("The missed request.")),
  cassette: z.optional(z.object({ file: z.string(), exists: z.optional(z.boolean()), recordings: z.number() })),
  record_mode: z.optional(z.string()),
  matchers: z.optional(z.array(z.string())),
  looked_in: z.optional(z.array(z.object({ file: z.string(), exists: z.boolean() }))),
  elsewhere: z.optional(z.array(near)),
  nearest: z.optional(z.array(near)),
  differences: z.optional(differences),
  record: z.optional(text("The command that records what is missing.")),
});

type Explained = z.infer<typeof explained>;

const mostNear = 5;
const mostFields = 20;

export function ofHash(services: Services, explanation: HashExplanation): Explained {
  const { verdict, testId, hash, lookedIn, elsewhere, nearest, comparison, record } = explanation;
  const nearOf = ({ id, model, preview, differences: count }: (typeof nearest)[number]) => ({
    recording: shownRecording(services, id),
    ...(model === null ? {} : { model }),
    answer: preview,
    ...(count === null ? {} : { differing_fields: count }),
  });
  const notServed = elsewhere
    .slice(0, mostNear)
    .map((each) => ({ ...nearOf(each), why: whyNotServed(services.workspace.formats, each) }));
  return {
    verdict,
    ...(testId === null ? {} : { test: testId }),
    ...(hash === null ? {} : { hash }),
    looked_in: lookedIn.map(({ file, exists }) => ({ file: shownFile(services, file), exists })),
    ...listed("elsewhere", notServed),
    ...listed("nearest", nearest.slice(0, mostNear).map(nearOf)),
    ...listed("differences", fieldsOf(comparison?.differences.filter(({ counts }) => counts))),
    ...recordWith(record),
  };
}

/** The first failure, and the verdicts on the following ones. */
export function ofCassette(
  services: Services,
  { misses, more }: CassetteExplanation,
): Explained & { readonly others?: string[]; readonly more?: number } {
  const [first, ...others] = misses;
  const left = more + Math.max(0, others.length - mostNear);
  return {
    ...(first ? ofMiss(services, first) : { verdict: "" }),
    ...listed(
      "others",
      others.slice(0, mostNear).map(({ verdict }) => verdict),
    ),
    ...(left > 0 ? { more: left } : {}),
  };
}

function ofMiss(services: Services, miss: MissExplanation): Explained {
  const { verdict, advice, testId, request, cassette, mode, matchers, nearest, comparison, record } = miss;
  const place = cassette && {
    file: cassette.uri === null ? cassette.path : shownFile(services, cassette.uri),
    ...(cassette.exists === null ? {} : { exists: cassette.exists }),
    recordings: cassette.recordings,
  };
  return {
    verdict,
    ...(advice === null ? {} : { advice }),
    ...(testId === null ? {} : { test: testId }),
    ...(request === null ? {} : { request: `${request.method} ${request.url}` }),
    ...(place === null ? {} : { cassette: place }),
    ...(mode === null ? {} : { record_mode: mode }),
    ...listed("matchers", matchers),
    ...listed(
      "nearest",
      nearest.slice(0, mostNear).map((each) => nearRequest(services, each)),
    ),
    ...listed("differences", fieldsOf(comparison?.differences)),
    ...recordWith(record),
  };
}

function nearRequest(
  services: Services,
  { id, method, url, preview, failed, differences: count }: NearRequest,
): z.infer<typeof near> {
  const why = failed.map(({ name, asked, recorded }) =>
    asked === null || recorded === null ? name : `${name}: asked ${shorten(asked, 150)}, recorded ${shorten(recorded, 150)}`,
  );
  return {
    ...(id === null ? {} : { recording: shownRecording(services, id) }),
    request: `${method} ${url}`,
    answer: preview,
    ...(count === null ? {} : { differing_fields: count }),
    ...(why.length === 0 ? {} : { why: why.join("; ") }),
  };
}

function fieldsOf(fields: readonly Omit<HashDifference, "counts">[] = []): z.infer<typeof differences> {
  return fields.slice(0, mostFields).map(({ pointer, asked, recorded }) => ({
    field: fieldName(pointer),
    ...(asked === null ? {} : { asked: shorten(asked, 300) }),
    ...(recorded === null ? {} : { recorded: shorten(recorded, 300) }),
  }));
}

const recordWith = (record: TestToRecord | null) =>
  record === null ? {} : { record: `tapedeck rerecord --mode record-if-missing ${shellWord(record.nodeId)}` };

/** A list that is left out if it is empty. */
function listed<K extends string, T>(name: K, list: readonly T[]): Partial<Record<K, T[]>> {
  return (list.length === 0 ? {} : { [name]: [...list] }) as Partial<Record<K, T[]>>;
}
