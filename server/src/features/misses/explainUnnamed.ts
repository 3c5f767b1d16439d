/** Explains why DataDog's test agent found no file for a request: the file's name is derived from URL, method and body. */
import { baseName, slashPath } from "../../index/uris";
import type { MissExplanation } from "../../protocol";
import { maskField } from "../nearestRequest";
import { countOf } from "../recordingTable";
import type { Services } from "../services";
import type { Given, Missed } from "./missed";
import { asNear, comparisonWith, nearestTo, recordedIn } from "./nearest";

/** The most files to read. */
const most = 50;

/** `name` is the file's, without suffix; `missed` is what the user gave of the request. */
export async function explainUnnamed(
  services: Services,
  name: string,
  missed: Missed,
  { testId, shown = maskField }: Given,
): Promise<MissExplanation> {
  const file = `${name}.json`;
  const alike = namedAlike(services, file);
  const here = alike.find((uri) => baseName(uri) === file);
  const recorded = await Promise.all(alike.slice(0, most).map((uri) => recordedIn(services, uri)));
  const near = nearestTo(missed, recorded.flat());
  return {
    ...wordsOn(name, here !== undefined, alike.length),
    testId: testId ?? null,
    request: null,
    cassette: {
      path: here === undefined ? file : slashPath(here),
      uri: here ?? null,
      exists: here === undefined ? null : true,
      recordings: here === undefined ? 0 : 1,
      tests: [],
    },
    ...{ mode: null, matchers: [], record: null },
    nearest: near.map(asNear),
    comparison: comparisonWith(near[0], shown),
    wantsRun: false,
    wantsBody: here === undefined && missed.body === undefined && near.length > 0,
  };
}

/** Files (URIs) of requests with the same URL and method, which precede the hash in the name. */
function namedAlike({ workspace: { index, formats } }: Services, file: string): readonly string[] {
  const digest = (name: string) => formats.ofName(name).naming?.partsOfName(name)?.digest;
  const own = digest(file);
  return own === undefined ? [] : index.uris().filter((uri) => digest(baseName(uri)) === own);
}

function wordsOn(name: string, isHere: boolean, alike: number): Pick<MissExplanation, "verdict" | "advice"> {
  const file = `${name}.json`;
  if (isHere)
    return {
      verdict: `${file} is in this workspace: the test agent looked in another folder (VCR_CASSETTES_DIRECTORY), or the failure was of another checkout.`,
      advice: null,
    };
  const others =
    alike === 0
      ? "Nothing is recorded with its address and method."
      : `${countOf(alike, "recording")} ${alike === 1 ? "has" : "have"} the same address and method, so the body is another one.`;
  const advice =
    "If the request changed on purpose, run the test against an agent that is not in CI mode, and commit the file that it writes; otherwise fix the code that makes the request.";
  if (/^[0-9a-f]{8}$/.test(name)) {
    const verdict = `No recording in this workspace has the hash ${name}, which the test agent makes of a request's address, method and body.`;
    return { verdict, advice };
  }
  return {
    verdict: `There is no ${file}, as the test agent names the recording of this request by its address, method and body. ${others}`,
    advice,
  };
}
