/** The summary of a missed request in one or two sentences, and what to do about it. */
import { baseId } from "../../pytest/nodeId";
import { pathText } from "../../recording/difference";
import { shellWord } from "../../recording/shellWord";
import type { FailedMatcher, MissedCassette } from "../../protocol";
import { countOf } from "../recordingTable";
import type { Missed } from "./missed";
import type { Near } from "./nearest";

export interface Facts {
  readonly missed: Missed;
  readonly testId: string | undefined;
  readonly cassette: MissedCassette | null;
  /** Most similar first. */
  readonly near: readonly Near[];
  /** A recording in the file with the method and URL of the request. */
  readonly same: string | undefined;
  /** The name of a cassette in the same folder that has the request and belongs to no existing test. */
  readonly formerName: string | undefined;
}

export interface Words {
  readonly verdict: string;
  readonly advice: string | null;
}

/** The first case that applies is reported. */
export function wordsOn(facts: Facts): Words {
  const { missed, cassette } = facts;
  if (missed.candidates.length === 0 && cassette?.exists !== true && missed.reason !== "consumed") return ofNoFile(facts);
  if (missed.reason === "unloaded") return ofFileThatIsThere(facts);
  if (missed.reason === "consumed") return withOwner(ofConsumed(facts), facts);
  if (missed.url === undefined && missed.body === undefined) return ofNoRequest(facts);
  return withOwner(missed.candidates.length > 0 ? ofDifference(facts) : ofOwnMatching(facts), facts);
}

function ofNoFile(facts: Facts): Words {
  const { missed, cassette, formerName } = facts;
  const name = nameOf(cassette);
  if (name === undefined) return { verdict: `${hadNone} ${saysLittle}`, advice: null };
  if (formerName !== undefined) {
    const verdict = `There is no cassette ${name}. ${formerName} beside it has a recording of this request, and its test no longer exists, as if it was renamed.`;
    return { verdict, advice: `Rename ${formerName} to ${name}, or record the test.` };
  }
  if (cassette?.exists === false)
    return { verdict: `There is no cassette ${name}: nothing is recorded yet.`, advice: record(facts) };
  if (missed.reason === "unloaded")
    return { verdict: `There was no cassette ${name} that VCR.py could load.`, advice: record(facts) };
  const verdict = `No recording in ${name} resembles the request, or there is no such file: VCR.py says the same of both. It is not in this workspace.`;
  return missed.reason === "nothing"
    ? { verdict, advice: null }
    : { verdict: `${hadNone} ${name} is not in this workspace.`, advice: null };
}

function ofFileThatIsThere({ cassette }: Facts): Words {
  const name = nameOf(cassette) ?? "";
  const recordings = cassette?.recordings ?? 0;
  if (recordings === 0)
    return {
      verdict: `${name} holds no recording that can be read.`,
      advice: "See the problems of the file, or record the test again.",
    };
  const verdict = `VCR.py could not load ${name}. Here the file has ${countOf(recordings, "recording")}: the failure was of another checkout, or from before it was recorded.`;
  return { verdict, advice: null };
}

function ofConsumed({ missed, cassette, near, testId }: Facts): Words {
  const count = missed.consumed ?? near.length;
  const where = nameOf(cassette) ?? "The cassette";
  const times = count === 1 ? "once, and was played already" : `${count} times, and each was played already`;
  return {
    verdict: `${where} has this request ${times}: the test makes it more often than when it was recorded.`,
    advice: `${again(testId)} If the same answer will do, set allow_playback_repeats=True. Each retry of a client is a request of its own.`,
  };
}

function ofNoRequest(facts: Facts): Words {
  const { cassette, missed, near } = facts;
  if (missed.reason === "nothing" || missed.reason === "differs")
    return { verdict: `No recording in ${nameOf(cassette) ?? "the cassette"} matches the request. ${saysLittle}`, advice: null };
  return {
    verdict: `${hadNone} ${nameOf(cassette) ?? "The cassette"} has ${countOf(near.length, "recording")}. ${saysLittle}`,
    advice: null,
  };
}

const hadNone = "VCR.py had no recording for a request.";
const saysLittle = "This text does not say which request: give the whole failure.";

function ofDifference(facts: Facts): Words {
  const [nearest] = facts.near;
  if (facts.same !== undefined && isByAddress(nearest?.failed ?? [])) return ofOtherState(facts.same);
  const verdict = `No recording in ${nameOf(facts.cassette) ?? "the cassette"} matches this request: the nearest${called(nearest)} differs in ${inMatchers(nearest)}.`;
  return { verdict, advice: adviceOn(nearest, facts) };
}

/** The file has changed since the test failed, or the suite sees another content. */
function ofOtherState(same: string): Words {
  const verdict = `Here ${same} has the method and address of this request: the failure was of another checkout or from before it was recorded, or the suite's hooks (before_record_request) change one of them.`;
  return { verdict, advice: null };
}

/** vcrpy's text names no candidates, or was cut off before them. */
function ofOwnMatching(facts: Facts): Words {
  const { missed, near, cassette } = facts;
  const [nearest] = near;
  const name = nameOf(cassette) ?? "the cassette";
  if (nearest === undefined) return { verdict: `${name} holds no recording that can be read.`, advice: again(facts.testId) };
  if (missed.url === undefined) return byBody(facts, nearest);
  if (missed.reason === "nothing" && facts.same !== undefined) return ofOtherState(facts.same);
  if (missed.reason === "nothing") {
    const verdict = `No recording in ${name} resembles this request: no matcher takes any of its ${countOf(cassette?.recordings ?? 0, "recording")}.`;
    return { verdict, advice: `Check whether this is the right cassette. ${again(facts.testId)}` };
  }
  if (nearest.failed.length === 0) {
    const verdict = `By method and address, the request is that of ${nearest.name ?? "a recording"}${bodyDiffers(nearest)}. The text does not say why it was not played: it was played before, or another matcher refused it.`;
    return { verdict, advice: null };
  }
  const verdict = `No recording in ${name} has this method and address: the nearest${called(nearest)} differs in ${inMatchers(nearest)}.`;
  return { verdict, advice: adviceOn(nearest, facts) };
}

function byBody(facts: Facts, nearest: Near): Words {
  const name = nameOf(facts.cassette) ?? "the cassette";
  if (nearest.differences === 0) return { verdict: `The body is that of ${nearest.name ?? "a recording"}.`, advice: null };
  return {
    verdict: `No recording in ${name} has this body: the nearest${called(nearest)}${bodyDiffers(nearest)}.`,
    advice: null,
  };
}

const bodyDiffers = ({ differences, fields }: Near): string => {
  if (differences === null) return "";
  if (differences === 0) return ", body and all";
  return ` differs in ${countOf(differences, "field")} of the body: ${pathsOf(fields)}`;
};

const called = (near: Near | undefined): string => (near === undefined || near.name === null ? "" : `, ${near.name},`);

const ofBodies = ["body", "raw_body"];

/**
 * The most characters of both sides of a matcher; longer ones are in the table. Nothing is cut, because a part of a credential would not be
 * recognized.
 */
const longestSides = 160;

/** "path (/v1/responses instead of /v1/chat/completions) and body". */
function inMatchers(near: Near | undefined): string {
  const failed = near?.failed ?? [];
  const words = failed.map(({ name, asked, recorded }) =>
    asked === null || recorded === null || asked.length + recorded.length > longestSides
      ? name
      : `${name} (${quoted(asked)} instead of ${quoted(recorded)})`,
  );
  const fields =
    near && near.differences !== null && near.differences > 0 && failed.some(isOfBody) ? `: ${pathsOf(near.fields)}` : "";
  return `${listed(words)}${fields}`;
}

const isOfBody = ({ name }: FailedMatcher): boolean => ofBodies.includes(name);

function pathsOf(fields: Near["fields"]): string {
  const names = fields.slice(0, 3).map(({ path }) => pathText(path) || "body");
  return fields.length > 3 ? `${names.join(", ")} and ${fields.length - 3} more` : listed(names);
}

const quoted = (text: string): string => (text === "" ? "nothing" : text);

function listed(words: readonly string[]): string {
  return words.length < 2 ? (words[0] ?? "nothing that is known") : `${words.slice(0, -1).join(", ")} and ${words.at(-1) ?? ""}`;
}

/** Whether a recording only fails by its URL. */
export const isByAddress = (failed: readonly FailedMatcher[]): boolean =>
  failed.length > 0 && failed.every(({ name }) => ofAddresses.includes(name));

const ofServers = ["scheme", "host", "port"];
const ofAddresses = [...ofServers, "method", "path", "query", "uri"];

function adviceOn(near: Near | undefined, { missed, testId }: Facts): string | null {
  const failed = near?.failed ?? [];
  if (failed.length === 0) return null;
  if (failed.every(({ name }) => ofServers.includes(name)))
    return `The client calls another server than when it was recorded; check its base URL. ${again(testId)}`;
  if (failed.every(isOfBody) && missed.body === undefined && failed.every(({ message }) => message === null))
    return "VCR.py does not say what differs in the body: paste the request's body to see it.";
  const own = failed.filter((each) => !ofAddresses.includes(each.name) && !isOfBody(each) && each.name !== "headers");
  const suites =
    own.length === 0
      ? ""
      : `${listed(own.map(({ name }) => name))} ${own.length === 1 ? "is a matcher" : "are matchers"} of the suite's own. `;
  return `${suites}If the request changed on purpose, record the test again${byCommand(testId)}; otherwise fix the code that makes it.`;
}

const again = (testId: string | undefined): string => `Record the test again${byCommand(testId)}.`;

/** `once` would suffice if there is no file, and is what a suite's own configuration may allow. */
function record({ testId }: Facts): string {
  return `Record the test${byCommand(testId, "once")}.`;
}

function byCommand(testId: string | undefined, mode = "rewrite"): string {
  return testId === undefined ? "" : ` (with pytest-recording: pytest --record-mode=${mode} ${shellWord(testId)})`;
}

/** The cassette may belong to another test, as when a name comes from code. */
function withOwner(words: Words, { cassette, testId }: Facts): Words {
  const owners = cassette?.tests ?? [];
  if (testId === undefined || owners.length === 0 || owners.some((owner) => baseId(owner) === baseId(testId))) return words;
  return { ...words, verdict: `${words.verdict} The cassette is that of ${listed(owners.slice(0, 2))}.` };
}

const nameOf = (cassette: MissedCassette | null): string | undefined => cassette?.path.split(/[/\\]/).at(-1);

/** A request that pytest-recording blocked; `isRecorded`: the test has cassettes. */
export function wordsOnBlocked(host: string | undefined, testId: string | undefined, isRecorded: boolean): Words {
  const blocked = `pytest-recording blocked the network${host === undefined ? "" : ` for ${host}`} (block_network), and no cassette took the request`;
  if (isRecorded) {
    const verdict = `${blocked}: VCR.py ignores the host (ignore_hosts, ignore_localhost), or a fixture made the request before the cassette was in use.`;
    return { verdict, advice: null };
  }
  const verdict = `${blocked}: the test has no mark vcr, VCR.py ignores the host, or a fixture made the request before the cassette was in use.`;
  return {
    verdict,
    advice: `Mark the test with @pytest.mark.vcr and record it${byCommand(testId, "once")}; or allow the host (allowed_hosts).`,
  };
}
