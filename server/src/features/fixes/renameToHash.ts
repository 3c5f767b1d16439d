/**
 * Gives a recording the name that replay looks for. Does not change the request; the answer's ids follow the name, and no other recording is
 * overwritten.
 */
import type { TextDocument } from "vscode-languageserver-textdocument";
import type { TextEdit } from "vscode-languageserver-types";
import { fileStamp } from "../../index/scan/readText";
import type { RecordingSummary } from "../../index/store/summary";
import { childUri, parentOf, pathOfUri } from "../../index/uris";
import { knowsTests, type HashScheme, type RequestNaming } from "../../recording/naming";
import { expectedName, mismatch, modelDigest, olderScheme } from "../../rules/hashRules";
import { recordingName } from "../../rules/recordingName";
import { unmaskedOf } from "../recordingIn";
import type { Services } from "../services";
import { idEdits } from "./answerIds";
import type { Fix } from "./fix";

const purpose = {
  label: "Rename to the request hash",
  description: "The name that replay looks for, and the ids in the answer",
};

export const renameToHash: Fix = {
  codes: [olderScheme.code, mismatch.code, modelDigest.code, recordingName.code],
  async propose({ services, document, summary, finding }) {
    const { workspace, client } = services;
    const scheme = workspace.findings.schemes.of(document.uri);
    const { naming } = workspace.documents.unmasked(document).format;
    const name = scheme && naming && nameFor(naming, summary, finding.code, scheme);
    if (name === undefined || !client.renamesFiles) return [];
    const title = `Rename to ${shortName(name)}`;
    const refusal = scheme && naming && (await refusalOf(naming, summary, name, scheme));
    if (refusal !== undefined) return [{ kind: "refusal", title, reason: refusal }];
    const newUri = childUri(parentOf(document.uri), name);
    const changes = () => [{ uri: document.uri, edits: editsFor(services, document, summary, name), newUri }];
    return [{ kind: "edit", title, preferred: finding.code !== mismatch.code, care: "reviewed", purpose, newUri, changes }];
  },
};

/** Whether there is another recording with the name that this one should have: replay finds that one. */
export async function hasSuccessor({ workspace }: Services, document: TextDocument, summary: RecordingSummary, code: string) {
  const scheme = workspace.findings.schemes.of(document.uri);
  const { naming } = workspace.documents.unmasked(document).format;
  const name = scheme && naming && nameFor(naming, summary, code, scheme);
  return name !== undefined && exists(childUri(parentOf(summary.uri), name));
}

const exists = async (uri: string): Promise<boolean> => (await fileStamp(pathOfUri(uri))) !== undefined;

function editsFor({ workspace }: Services, document: TextDocument, summary: RecordingSummary, name: string): TextEdit[] {
  const file = unmaskedOf(workspace.documents, document, summary);
  const { naming } = file.document.format;
  const hash = naming?.partsOfName(name)?.hash;
  return naming && hash !== undefined ? idEdits(file, document, naming, summary.hash, hash) : [];
}

function nameFor(names: RequestNaming, { naming, hash }: RecordingSummary, code: string, scheme: HashScheme): string | undefined {
  if (!naming) return undefined;
  if (code === modelDigest.code) return hash === undefined ? undefined : names.fileNameOf(hash, naming.digest);
  return expectedName(names, naming, scheme);
}

async function refusalOf(
  names: RequestNaming,
  summary: RecordingSummary,
  name: string,
  scheme: HashScheme,
): Promise<string | undefined> {
  if (await exists(childUri(parentOf(summary.uri), name)))
    return "A recording of that name already exists, and is the one that replay finds.";
  if (lacksTest(names, summary, scheme)) return "The name depends on the test, and this old recording does not name its test.";
  return undefined;
}

/** A recording named without a test can only be renamed if its hash does not include the test: a model list. */
function lacksTest(names: RequestNaming, { naming, testId }: RecordingSummary, scheme: HashScheme): boolean {
  const newest = naming?.fits.at(-1);
  const isOlder = knowsTests(names, scheme) && newest !== undefined && !knowsTests(names, newest);
  return isOlder && testId === undefined && naming?.digest === undefined;
}

const shortName = (name: string): string => name.replace(/([0-9a-f]{12})[0-9a-f]{52}/, "$1…");
