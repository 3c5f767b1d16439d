/** Gives a recording the name that replay looks for. The request stays as it is, and no other recording is overwritten. */
import type { WorkspaceEdit } from "vscode-languageserver-types";
import { fileStamp } from "../../index/readText";
import type { RecordingSummary } from "../../index/summary";
import { baseName, childUri, parentOf, pathOfUri } from "../../index/uris";
import { fileNameOf } from "../../recording/naming";
import type { HashScheme } from "../../recording/requestHash";
import { expectedName, mismatch, modelDigest, olderScheme } from "../../rules/hashRules";
import { recordingName } from "../../rules/recordingName";
import type { Fix } from "./fix";

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
    if (refusal !== undefined) return [{ title, refusal }];
    return [
      { title, preferred: finding.code !== mismatch.code, edit: () => rename(document.uri, name, client.changeAnnotations) },
    ];
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

/** A refactoring preview shows it first, where the client has one. */
function rename(oldUri: string, name: string, annotates: boolean): WorkspaceEdit {
  const newUri = childUri(parentOf(oldUri), name);
  const operation = { kind: "rename", oldUri, newUri, options: { overwrite: false, ignoreIfExists: false } } as const;
  if (!annotates) return { documentChanges: [operation] };
  const description = `${baseName(oldUri)} → ${name}`;
  return {
    documentChanges: [{ ...operation, annotationId: "rename" }],
    changeAnnotations: { rename: { label: "Rename recording to its request's hash", needsConfirmation: true, description } },
  };
}

const shortName = (name: string): string => name.replace(/([0-9a-f]{12})[0-9a-f]{52}/, "$1…");
