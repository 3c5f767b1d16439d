/** Rules on a recording's name: it must be the hash of the request, or replay does not find it. */
import { knowsTests, type HashScheme, type Naming, type RequestNaming } from "../recording/naming";
import { opening } from "./opening";
import type { KnownRecording, WorkspaceReport, WorkspaceRule, RuleContext } from "./workspaceRule";

export const olderScheme: WorkspaceRule = {
  code: "hash.older-scheme",
  severity: "warning",
  summary: "The file name matches the request hash of an older scheme only, so replay does not find the recording.",
  formats: ["ogx"],
  check: onNames("older", (naming, expected, inUse, names) => {
    const found = `The file name matches the request hash of scheme ${names.schemeOfName(naming) ?? ""} only`;
    return `${found}, so replay under scheme ${inUse} does not find it. Expected: ${expected}.`;
  }),
};

export const mismatch: WorkspaceRule = {
  code: "hash.mismatch",
  severity: "warning",
  summary: "The file name does not match the request hash under any known scheme, so replay does not find the recording.",
  formats: ["ogx", "datadog"],
  check: onNames("mismatch", ({ fits, recordedUnder }, expected, inUse, names) => {
    const follows = `so replay does not find it. Expected: ${expected}.`;
    if (fits.length > 0) return `The file name matches the request hash of a newer scheme than ${inUse} only, ${follows}`;
    const found = "The file name does not match the request hash";
    if (recordedUnder !== undefined) return `${found} because the file was renamed, ${follows}`;
    const edited = names.schemes.some(({ knowsTests: isOfTest }) => isOfTest) ? "request or its test id" : "request";
    return `${found}, as if the ${edited} was edited, ${follows}`;
  }),
};

export const modelDigest: WorkspaceRule = {
  code: "hash.model-digest",
  severity: "warning",
  summary: "The digest in the name of a model list does not match the models listed.",
  formats: ["ogx"],
  check({ uri, naming }, world) {
    const names = world.formatOf(uri).naming;
    const given = names?.partsOfName(world.nameOf(uri))?.digest;
    if (names === undefined || given === undefined || naming?.digest === undefined || naming.digest === given) return [];
    // The first recorders used other digests.
    if (!naming.fits.some((scheme) => knowsTests(names, scheme))) return [];
    const found = `The digest in the file name, ${given}, does not match the models listed, ${naming.digest}`;
    const message = `${found}, so recording them again makes a second file and replay serves both.`;
    return [{ range: opening, message, about: naming.digest }];
  },
};

type Sentence = (naming: Naming, expected: string, inUse: HashScheme, names: RequestNaming) => string;

/** Silent if no recording in the workspace has a name that is understood, because then the recorder uses a hash of its own. */
function onNames(status: "older" | "mismatch", sentence: Sentence): WorkspaceRule["check"] {
  return (recording, world) => {
    const inUse = world.schemeOf(recording.uri);
    const { naming, hash } = recording;
    const names = world.formatOf(recording.uri).naming;
    if (inUse === undefined || hash === undefined || naming === undefined || names === undefined) return [];
    if (names.isByFolder === true && !world.hasNamed(world.folderOf(recording.uri))) return [];
    const name = names.nameStatus(naming, inUse) === status ? expectedName(names, naming, inUse) : undefined;
    return name === undefined ? [] : [report(recording, world, name, sentence(naming, shortName(name), inUse, names))];
  };
}

/** The recorder's name for the file; undefined if the naming does not know it, as for names newer than the scheme. */
export function expectedName(names: RequestNaming, { hashes, digest }: Naming, scheme: HashScheme): string | undefined {
  const hash = hashes?.[scheme];
  return hash === undefined ? undefined : names.fileNameOf(hash, digest);
}

function report({ uri }: KnownRecording, world: RuleContext, name: string, message: string): WorkspaceReport {
  const there = world.sibling(uri, name);
  if (there === undefined) return { range: opening, message, about: name };
  return {
    range: opening,
    message,
    about: name,
    related: [{ uri: there, range: opening, message: "The recording that replay finds instead." }],
  };
}

/** Sixty-four digits tell a reader no more than twelve. */
function shortName(name: string): string {
  return name.replace(/[0-9a-f]{64}/, (hash) => `${hash.slice(0, 12)}…`);
}
