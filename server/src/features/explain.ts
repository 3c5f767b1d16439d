/** `tapedeck/explain`: why replay did not find a recording. Also used by the command line. */
import type { Formats } from "../formats/formats";
import { baseName } from "../index/uris";
import type { RecordingSummary } from "../index/store/summary";
import type { Explanation } from "../protocol";
import { readFailureText } from "../pytest/failureText";
import { baseId } from "../pytest/nodeId";
import { replayFailures, type ReplayFailure } from "../pytest/cassettes/replayFailures";
import type { AskedRequest, Shown } from "../recording/naming";
import { explainHash, type HashQuestion } from "./explainHash";
import { explainCassettesOf, explainFailures } from "./misses/explainMisses";
import type { Services } from "./services";

/** What is known about a missing recording. */
export interface MissingQuestion extends HashQuestion {
  /** The test that was named in addition to the text. */
  readonly givenTest: string | undefined;
  /** VCR.py's failures in the text. */
  readonly failures: readonly ReplayFailure[];
  readonly more: number;
  /** A request as JSON. */
  readonly json: string | undefined;
  /** The hash in the name of a test agent's file, or the whole name, if nothing else was given. */
  readonly short: string | undefined;
}

/** Parses a hash, the text of a failure, or a request as JSON. */
export function readQuestion(
  formats: Formats,
  text: string,
  given: { readonly testId?: string; readonly request?: string } = {},
): MissingQuestion {
  const json = given.request ?? (text.trimStart().startsWith("{") ? text : undefined);
  const { failures, more } = json === text ? { failures: [], more: 0 } : replayFailures(text);
  // If VCR.py failed, what looks like a hash means something else.
  const hash =
    failures.length > 0 || json === text
      ? null
      : (/(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])/.exec(text) ?? /(?<![\w-])[0-9a-f]{12}(?!\w)/.exec(text));
  const failure = json === text ? undefined : readFailureText(text, hash?.index ?? text.length);
  const testId = given.testId ?? failure?.testId;
  return {
    ...{
      hash: hash?.[0],
      testId,
      failure,
      failures,
      more,
      json,
      short: /^\s*((?:[\w.-]+_)?[0-9a-f]{8})(?:\.json)?\s*$/.exec(text)?.[1],
    },
    givenTest: given.testId,
    request: json === undefined ? undefined : readRequest(formats, json, testId),
  };
}

/** Tries the formats in order. */
function readRequest(formats: Formats, json: string, testId: string | undefined): AskedRequest | undefined {
  for (const { naming } of formats.hashed) {
    const request = naming.readAsked(json, testId);
    if (request) return request;
  }
  return undefined;
}

/** undefined if the question has neither hash, failure, test nor request. `shown` formats values for display; by default it masks credentials. */
export async function explain(services: Services, question: MissingQuestion, shown?: Shown): Promise<Explanation | undefined> {
  const { failures, more, givenTest, json, hash, testId, short } = question;
  const given = { testId: givenTest, request: json, shown };
  if (failures.length > 0) return explainFailures(services, failures, more, given);
  const unnamed = short === undefined ? undefined : await unnamedFailure(services, short);
  if (unnamed !== undefined) return explainFailures(services, [unnamed], 0, given);
  const cassettes = hash === undefined && testId !== undefined ? await cassettesOf(services, testId) : undefined;
  return cassettes === undefined
    ? explainHash(services, question, shown)
    : explainCassettesOf(services, cassettes, { testId, request: json, shown });
}

/** As if the test agent had reported the missing file; undefined if no file here has such a name. */
async function unnamedFailure({ workspace }: Services, short: string): Promise<ReplayFailure | undefined> {
  await workspace.whenListed();
  const { index, formats } = workspace;
  const names = index.uris().map(baseName);
  const hashOf = (name: string) => formats.ofName(name).naming?.partsOfName(name)?.hash;
  const isAgents = (hash: string | undefined) => hash?.length === 8;
  const digits = short.slice(-8);
  if (!names.some((name) => isAgents(hashOf(name)))) return undefined;
  const found = short === digits ? names.find((name) => hashOf(name) === digits)?.replace(/\.json$/, "") : undefined;
  return { kind: "unnamed", name: found ?? short, failure: readFailureText("", 0) };
}

/** The recordings of a test with cassettes; empty if it has none in a workspace of cassettes. undefined for other tests. */
async function cassettesOf({ workspace }: Services, testId: string): Promise<readonly RecordingSummary[] | undefined> {
  const { index } = workspace;
  const own = () => index.byTestId(testId);
  const found = await workspace.complete(
    () => (own().length > 0 ? own() : index.byBaseTestId(baseId(testId))),
    (recordings) => recordings,
  );
  const isCassette = ({ uri }: RecordingSummary) => index.namedByPath.has(uri);
  if (found.length > 0) return found.every(isCassette) ? found : undefined;
  return index.size > 0 && index.uris().every((uri) => index.namedByPath.has(uri)) ? [] : undefined;
}
