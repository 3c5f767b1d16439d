/** Rules on credentials that were recorded: whoever can read the repository can use them. */
import { nameValue } from "../../recording/json";
import type { RecordingDocument, RecordingInDocument } from "../../recording/recordingDocument";
import type { Report, Rule } from "../rule";
import { expiryOf, signedRequestId } from "./keyFormats";
import { maskOf } from "./quotes";
import { rangeOfPiece, secretsBeside, secretsOf, type Secret } from "./secretsOf";

const follows = "so anyone who can read the repository can use it";

export const secretKey: Rule = {
  code: "secret.key",
  severity: "warning",
  summary: "A provider's key, a token, a private key or a password in a URL, recognized by its format.",
  readsBrokenText: true,
  check(file, report) {
    for (const secret of secretsOf(file)) reportKey(file.document, secret, whereOf(file, secret), report);
  },
  checkDocument(document, report) {
    for (const secret of secretsBeside(document)) reportKey(document, secret, "file", report);
  },
};

export const secretHeader: Rule = {
  code: "secret.header",
  severity: "warning",
  summary: "A header, field or URL parameter that carries a credential, with a value of high entropy.",
  readsBrokenText: true,
  check(file, report) {
    for (const secret of secretsOf(file)) reportCarrier(file.document, secret, report);
  },
  checkDocument(document, report) {
    for (const secret of secretsBeside(document)) reportCarrier(document, secret, report);
  },
};

export const secretCookie: Rule = {
  code: "secret.cookie",
  severity: "warning",
  summary: "A cookie with a value of high entropy, sent with a request or set by a response.",
  readsBrokenText: true,
  check(file, report) {
    for (const secret of secretsOf(file))
      if (!isOfNetwork(secret)) reportCookie(file.document, secret, whereOf(file, secret), report);
  },
  checkDocument(document, report) {
    for (const secret of secretsBeside(document)) reportCookie(document, secret, "file", report);
    const found = firstOfNetwork(document);
    if (found !== undefined) report(found);
  },
};

/** Cookies of content delivery networks, firewalls and visitor counts: they know a client again for a while, and sign nobody in. */
const ofNetworks = new RegExp(
  `^(?:${[
    ...["__cf_?\\w*", "_cfuvid", "cf_\\w*", "AWSALB\\w*", "HWWAFSES\\w*", "ak_bmsc", "bm_\\w+", "_abck", "datadome"],
    ...["incap_ses_\\w*", "visid_incap_\\w*", "nlbi_\\w*", "edgebucket", "loid\\w*", "session_tracker"],
    ...["_ga\\w*", "_gid", "_gcl_\\w+", "__utm\\w", "_fbp", "ajs_\\w+", "mp_\\w+_mixpanel", "amplitude_\\w+", "hubspotutk"],
  ].join("|")})$`,
);

export const isOfNetwork = ({ cookie }: Secret): boolean => cookie !== undefined && ofNetworks.test(cookie);

function reportCookie(document: RecordingDocument, secret: Secret, where: string, report: (report: Report) => void): void {
  if (secret.cookie === undefined) return;
  const message = `${recorded(secret, where)}, so anyone who can read the repository can send it.`;
  // A server sets it anew with each answer.
  report({ ...reportAt(document, secret, message), cause: secret.cookie });
}

/** Every recording of a file may have such cookies, so only the first is reported. */
function firstOfNetwork(document: RecordingDocument): Report | undefined {
  for (const file of document.recordings) {
    const secret = secretsOf(file).find(isOfNetwork);
    if (secret === undefined) continue;
    const message = `${recorded(secret, whereOf(file, secret))}; it identifies the client for a while and is not a login.`;
    return { ...reportAt(document, secret, message), severity: "hint" };
  }
  return undefined;
}

const recorded = (secret: Secret, where: string): string =>
  `The cookie ${nameValue(secret.cookie)} (${named(secret)}) was recorded in the ${where}`;

function reportKey(document: RecordingDocument, secret: Secret, where: string, report: (report: Report) => void): void {
  const { what } = secret;
  if (what === undefined) return;
  const weak = whyWeak(secret);
  const message = `${capital(what)} (${named(secret)}) was recorded in the ${where}${weak ?? `, ${follows}`}.`;
  report({ ...reportAt(document, secret, message), ...(weak === undefined ? {} : { severity: "hint" }) });
}

/** What keeps others from using it, if anything does. */
function whyWeak({ what, text }: Secret): string | undefined {
  if (what === signedRequestId) return "; it signs nothing without its secret key, which requests do not have";
  const until = expiryOf(text);
  return until !== undefined && until < Date.now() ? `; it expired on ${new Date(until).toISOString().slice(0, 10)}` : undefined;
}

function reportCarrier(document: RecordingDocument, secret: Secret, report: (report: Report) => void): void {
  if (secret.carrier === undefined) return;
  const message = `${nameValue(secret.carrier)} looks like a credential (${named(secret)}), ${follows}.`;
  report(reportAt(document, secret, message));
}

function whereOf({ recording }: RecordingInDocument, { pieces: [first] }: Secret): string {
  const part = first && recording?.partOf(first.path);
  return part === "testId" ? "test id" : (part ?? "file");
}

const named = ({ text }: Secret): string => `\`${maskOf(text)}\`, ${text.length} characters`;

/** Reported at the first piece; the others become related places. */
function reportAt(document: RecordingDocument, { text, pieces }: Secret, message: string): Report {
  const [first, ...others] = pieces;
  if (!first) return { path: [], message };
  const related = others.map((piece) => ({
    path: piece.path,
    range: rangeOfPiece(document, piece),
    message: "It continues here.",
  }));
  return {
    path: first.path,
    part: first.part,
    range: rangeOfPiece(document, first),
    message,
    // The message only has the first characters, which another credential may share.
    cause: `${message}\n${text}`,
    ...(related.length > 0 ? { related } : {}),
  };
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
