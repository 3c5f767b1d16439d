/** Computes the hashes of a request directly from its text: the same result as requestHash.ts in a fraction of the time, for nearly all requests. */
import { objectOf, stringOf, type JsonObject } from "../../recording/json";
import { memoized } from "../../recording/lazy";
import { mayChange, mayRound } from "./normalize";
import { dumpString } from "../../recording/python/json";
import { readMembers, writePython, type Member, type Reading } from "./pythonText";
import { parsePythonUrl } from "./pythonUrl";
import type { Sha256 } from "../../recording/naming";
import type { RecordingInFile } from "../../recording/recordingInFile";
import { hashedTest, type Hashing } from "./requestHash";
import { schemeNamed, type OgxScheme } from "./schemes";

/** undefined where only reading the text as Python does will tell. The file's request must be sound. Never throws. */
export function plainHashing(file: RecordingInFile, sha256: Sha256): Hashing | undefined {
  try {
    const { text, value } = file.document.source;
    const start = beforeRequest.exec(text)?.[0].length;
    if (start === undefined) return undefined;
    const { members, end } = readMembers(text, start);
    if (beyondAscii.test(text.slice(start, end)) || comesAgain(text, end)) return undefined;
    const { test_id: testId, request } = objectOf(value);
    const document = documentOf(stringOf(testId), objectOf(request), (key) => members.findLast((each) => each.key === key));
    return document && hashingOf(document, text, sha256);
  } catch {
    return undefined; // Numbers or nesting that Python itself rejects.
  }
}

/** What the recorder writes before the request. Bounded, because an unbounded pattern overflows the stack. */
const beforeRequest = /^\s*\{\s*(?:"test_id"\s*:\s*(?:null|"(?:[^"\\\n]|\\.){0,4000}")\s*,\s*)?"request"\s*:\s*(?=\{)/;

/** The recorder never writes it. */
const beyondAscii = /[\x7f-\uffff]/;

/** Whether the key `request` comes again, as the last one counts. Searching for the rare letter Q first is ten times as fast. */
function comesAgain(text: string, from: number): boolean {
  if (text.includes('quest"', from) && text.includes('"request"', from)) return true;
  return text.includes("\\u00", from) && /\\u00[67]/.test(text.slice(from));
}

/** The hashed document, with its members in Python's order and spelling. */
interface PlainDocument {
  readonly start: string;
  /** The part that schemes may change. */
  readonly body: Member | undefined;
  readonly middle: string;
  /** See `hashedTest`. */
  readonly testUnder: (scheme: OgxScheme) => string | null | undefined;
  readonly end: string;
  readonly isBedrock: boolean;
  /** The document as if no test had made the request; undefined if the recording names no test for it. */
  readonly withoutTest: PlainDocument | undefined;
}

/** undefined if a part is missing. */
function documentOf(
  testId: string | undefined,
  { method, url, provider, tool_name: tool, test_id: ownTest }: JsonObject,
  member: (key: string) => Member | undefined,
): PlainDocument | undefined {
  const kwargs = member("kwargs");
  if (typeof provider === "string" && typeof tool === "string" && kwargs !== undefined) {
    const start = `{"kwargs": ${kwargs.written}, "provider": ${dumpString(provider)}, "tool_name": ${dumpString(tool)}}`;
    return { start, body: undefined, middle: "", testUnder: () => undefined, end: "", ...usual };
  }
  const address = typeof url === "string" ? parsePythonUrl(url) : undefined;
  if (typeof method !== "string" || typeof url !== "string" || address === undefined) return undefined;
  const sent = dumpString(method.toUpperCase());
  const payload = member("payload");
  if (payload !== undefined) {
    const start = `{"method": ${sent}, "payload": `;
    const end = `, "url": ${dumpString(url)}}`;
    const testUnder = (scheme: OgxScheme) => hashedTest(scheme, stringOf(ownTest) ?? null);
    return { start, body: payload, middle: "", testUnder, end, ...usual };
  }
  const { path, netloc } = address;
  const body = member("body");
  if (body === undefined) return undefined;
  const ofNoTest: PlainDocument = {
    start: `{"body": `,
    body,
    middle: `, "endpoint": ${dumpString(path)}, "method": ${sent}`,
    testUnder: (scheme) => hashedTest(scheme, null, address),
    end: "}",
    isBedrock: netloc.includes("bedrock"),
    withoutTest: undefined,
  };
  if (testId === undefined) return ofNoTest;
  return { ...ofNoTest, testUnder: (scheme) => hashedTest(scheme, testId, address), withoutTest: ofNoTest };
}

const usual = { isBedrock: false, withoutTest: undefined };

function hashingOf(document: PlainDocument, text: string, sha256: Sha256): Hashing {
  const { start, middle, testUnder, end, withoutTest } = document;
  const bodyUnder = bodiesOf(document, text);
  const made: { readonly body: string; readonly test: string; readonly hash: string }[] = [];
  const hashWith = (scheme: OgxScheme, test: string): string => {
    const body = bodyUnder(scheme);
    const before = made.find((each) => each.test === test && each.body === body);
    if (before) return before.hash;
    const hash = sha256(`${start}${body}${middle}${test}${end}`);
    made.push({ body, test, hash });
    return hash;
  };
  const memberOf = memoized(asMember);
  return {
    hashOf: memoized((scheme) => hashWith(scheme, memberOf(testUnder(scheme))).slice(0, schemeNamed(scheme).digits)),
    withoutTest: withoutTest && (() => hashingOf(withoutTest, text, sha256)),
  };
}

function asMember(testId: string | null | undefined): string {
  if (testId === undefined) return "";
  return `, "test_id": ${testId === null ? "null" : dumpString(testId)}`;
}

/** The body under each scheme; most bodies are not changed by any. */
function bodiesOf({ body, isBedrock }: PlainDocument, text: string): (scheme: OgxScheme) => string {
  const raw = body?.written ?? "";
  if (body === undefined || !(isBedrock || mayChange(raw))) return () => raw;
  const make = (reading: Reading, dropped: string | undefined) => {
    const staysSo = dropped === undefined && (reading === "raw" || (reading === "rounded" && !mayRound(raw)));
    return staysSo ? raw : writePython(text, body.start, reading, dropped);
  };
  const made = new Map<string, string>();
  return (scheme) => {
    const { reading, ofBedrock } = schemeNamed(scheme);
    const dropped = isBedrock ? ofBedrock : undefined;
    const key = `${reading} ${dropped ?? ""}`;
    const written = made.get(key) ?? make(reading, dropped);
    made.set(key, written);
    return written;
  };
}
