/** Gives a recording the name that replay looks for. The request stays as it is, and no other recording is overwritten. */
import { fileStamp } from "../../index/scan/readText";
import type { RecordingSummary } from "../../index/store/summary";
import { childUri, parentOf, pathOfUri } from "../../index/uris";
import { fileNameOf } from "../../formats/ogx/naming";
import type { HashScheme } from "../../formats/ogx/requestHash";
import { expectedName, mismatch, modelDigest, olderScheme } from "../../rules/hashRules";
import { recordingName } from "../../rules/recordingName";
import type { Fix } from "./fix";

const purpose = { label: "Rename to the request's hash", description: "The name that replay looks for; the content stays" };

export const renameToHash: Fix = {
  codes: [olderScheme.code, mismatch.code, modelDigest.code, recordingName.code],
  async propose({ services, document, finding }) {
    const { workspace, client } = services;
    const summary = workspace.documents.summary(document);
    const scheme = workspace.findings.schemes.of(document.uri);
    const name = scheme && nameFor(summary, finding.code, scheme);
    if (name === undefined || !client.renamesFiles) return [];
    const title = `Rename to ${shortName(name)}`;
    const refusal = scheme && (await refusalOf(summary, name, scheme));
    if (refusal !== undefined) return [{ kind: "refusal", title, reason: refusal }];
    const changes = () => [{ uri: document.uri, edits: [], newUri: childUri(parentOf(document.uri), name) }];
    return [{ kind: "edit", title, preferred: finding.code !== mismatch.code, care: "reviewed", purpose, changes }];
  },
};

function nameFor({ naming, hash }: RecordingSummary, code: string, scheme: HashScheme): string | undefined {
  if (!naming) return undefined;
  if (code === modelDigest.code) return hash === undefined ? undefined : fileNameOf(hash, naming.digest);
  return expectedName(naming, scheme);
}

async function refusalOf(summary: RecordingSummary, name: string, scheme: HashScheme): Promise<string | undefined> {
  const target = childUri(parentOf(summary.uri), name);
  if ((await fileStamp(pathOfUri(target))) !== undefined)
    return "A recording of that name exists already, and is the one that replay finds.";
  if (lacksTest(summary, scheme))
    return "The name is made of the test too, and this old recording does not say which test made it.";
  return undefined;
}

/** Scheme 1 knew no tests, so its recordings can be named anew only where the hash has no test in it: a model list. */
function lacksTest({ naming, testId }: RecordingSummary, scheme: HashScheme): boolean {
  return scheme !== "1" && naming?.fits.at(-1) === "1" && testId === undefined && naming.digest === undefined;
}

const shortName = (name: string): string => name.replace(/([0-9a-f]{12})[0-9a-f]{52}/, "$1…");
