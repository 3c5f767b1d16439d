/** Credentials that were recorded along with the answer: whoever can read the repository can use them. */
import type { JsonPath } from "../../recording/document";
import { nameValue, printable } from "../../recording/json";
import type { RecordingFile } from "../../recording/recordingFile";
import { oncePerFile } from "../oncePerFile";
import type { Report, Rule } from "../rule";
import { credentialsIn } from "./detector";
import { looksRandom } from "./entropy";
import { rangeWithin } from "./literal";
import { visitStrings, type Place } from "./recordedStrings";

const follows = "so everybody who can read this repository can use it";

export const secretKey: Rule = {
  code: "secret.key",
  severity: "warning",
  summary: "A provider's key, a token, a private key or a password in a URL, in the format that its issuer gives it.",
  readsBrokenText: true,
  check(file, report) {
    for (const each of secretsOf(file).keys) report(each);
  },
};

export const secretHeader: Rule = {
  code: "secret.header",
  severity: "warning",
  summary: "A header, field or URL parameter that carries a credential, with a value of high entropy.",
  readsBrokenText: true,
  check(file, report) {
    for (const each of secretsOf(file).carried) report(each);
  },
};

interface Secrets {
  readonly keys: Report[];
  readonly carried: Report[];
}

/** Both rules look at the same strings. */
const secretsOf = oncePerFile((file): Secrets => {
  const secrets: Secrets = { keys: [], carried: [] };
  visitStrings(file, (text, property, place) => {
    const credentials = credentialsIn(text);
    for (const { what, start, end } of credentials) {
      const where = place.pathAt(start)[0] === "request" ? "request" : "response";
      const message = `${capital(what)} (${masked(text.slice(start, end))}) was recorded in the ${where}, ${follows}.`;
      secrets.keys.push(reportAt(file, place, start, end, message));
    }
    if (credentials.length > 0 || !isCarrier(property)) return;
    for (const { name, start, end } of property === "url" ? parametersOf(text) : [{ name: property, ...afterScheme(text) }]) {
      const secret = text.slice(start, end);
      if (!isCredential(secret)) continue;
      const message = `${nameValue(name)} holds what looks like a credential (${masked(secret)}), ${follows}.`;
      secrets.carried.push(reportAt(file, place, start, end, message));
    }
  });
  return secrets;
});

/** Names of headers and fields whose value is a credential, whatever its format; a URL's parameters are looked at one by one. */
const carrier =
  /^(?:url|(?:proxy-)?authorization|(?:x-)?(?:goog-)?api[-_]?key|(?:x-)?(?:auth|access|api|bearer|refresh|session)[-_]?token|(?:client|app)[-_]?secret|secret[-_]?(?:access[-_]?)?key|(?:set-)?cookie|ocp-apim-subscription-key)$/i;

/** Recordings have few different properties, so each is looked at once; hostile ones may have any number. */
const carriers = new Map<string, boolean>();

function isCarrier(property: string): boolean {
  const before = carriers.get(property);
  if (before !== undefined) return before;
  if (carriers.size > 5000) carriers.clear();
  const is = property.length < 40 && carrier.test(property);
  carriers.set(property, is);
  return is;
}

function afterScheme(text: string) {
  return { start: /^(?:Bearer|Basic|Token|Key)\s+/i.exec(text)?.[0].length ?? 0, end: text.length };
}

/** `?key=…` and the like. */
function parametersOf(url: string) {
  if (!/[?&]/.test(url)) return [];
  const parameter =
    /[?&](key|api[-_]?key|(?:access|auth|api)?[-_]?token|sig|signature|x-amz-signature|x-goog-signature)=([^&#\s]+)/gi;
  return [...url.matchAll(parameter)].map(({ 0: all, 1: name = "", 2: value = "", index }) => {
    const end = index + all.length;
    return { name: `?${name}`, start: end - value.length, end };
  });
}

/** One word of letters and digits, of high entropy: no sentence, no name and no id with a format of its own. */
function isCredential(value: string): boolean {
  if (!/^[\w\-.~+/=:%]{16,4096}$/.test(value) || !/\d/.test(value) || !/[a-z]/i.test(value)) return false;
  const isUuid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(value);
  return !isUuid && looksRandom(value);
}

/** Its first characters tell whose it is; the rest is nobody's business. */
function masked(secret: string): string {
  return `\`${printable(secret.slice(0, 4))}…\`, ${secret.length} characters`;
}

function reportAt(file: RecordingFile, place: Place, start: number, end: number, message: string): Report {
  const path: JsonPath = place.pathAt(start);
  return { path, message, ...(place.whole ? { range: rangeWithin(file.text, file.rangeOf(path), start, end) } : {}) };
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
