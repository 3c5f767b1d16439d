/** Detects calls of a cassette that replay cannot tell apart. */
import { headerOf } from "../../recording/http/headers";
import { compactJson, stringOf } from "../../recording/json";
import type { RecordingDocument } from "../../recording/recordingDocument";
import { oncePerFile } from "../oncePerFile";
import type { Rule } from "../rule";
import { writtenCalls, type WrittenCall } from "./written";

/** What VCR.py matches by default: method and URL, never the body. */
interface Asked {
  readonly call: WrittenCall;
  readonly address: string;
  readonly body: string;
}

const askedIn = oncePerFile((document: RecordingDocument): readonly Asked[] =>
  writtenCalls(document).map((call) => ({ call, address: addressOf(call), body: bodyOf(call) })),
);

function addressOf({ request }: WrittenCall): string {
  const { method, uri, url } = request;
  const [address = "", query = ""] = (stringOf(uri) ?? stringOf(url) ?? "").split("?", 2);
  return `${(stringOf(method) ?? "").toUpperCase()} ${address}?${query.split("&").sort().join("&")}`;
}

function bodyOf({ request }: WrittenCall): string {
  const { body, parsed_body: parsed } = request;
  const said = parsed ?? body ?? "";
  if (typeof said === "string") return said;
  return said instanceof Uint8Array ? Buffer.from(said).toString("base64") : compactJson(said, Infinity);
}

export const cassetteAmbiguous: Rule = {
  code: "cassette.ambiguous",
  severity: "hint",
  isOff: true,
  summary: "Calls that differ only in their bodies, which VCR.py does not compare by default: replay serves them in order.",
  formats: ["vcr"],
  checkDocument(document, report) {
    for (const group of byAddress(askedIn(document))) {
      const [first, ...others] = group;
      if (first === undefined || others.every(({ body }) => body === first.body)) continue;
      const message = `${group.length} calls in this file differ only in their bodies, so replay answers them in file order unless \`match_on\` compares bodies.`;
      report({ path: [...first.call.path, "request"], part: "key", message, related: others.map(placeOf) });
    }
  },
};

function byAddress(asked: readonly Asked[]): Iterable<readonly Asked[]> {
  const groups = new Map<string, Asked[]>();
  for (const each of asked) {
    const group = groups.get(each.address);
    if (group === undefined) groups.set(each.address, [each]);
    else group.push(each);
  }
  return groups.values();
}

const placeOf = ({ call }: Asked) => ({ path: [...call.path, "request"], message: "Another call to the same URL." });

export const cassetteAppended: Rule = {
  code: "cassette.appended",
  severity: "warning",
  summary: "The same calls were recorded again at the end of the file, so replay serves the old answers.",
  formats: ["vcr"],
  checkDocument(document, report) {
    const asked = askedIn(document);
    const length = runLength(asked);
    const [first, again] = [asked[0], length === undefined ? undefined : asked[length]];
    if (length === undefined || first === undefined || again === undefined) return;
    const what = length === 1 ? "This call was" : `These ${length} calls were`;
    const message = `${what} recorded before in this file, so replay serves the old answers.`;
    const related = [{ path: first.call.path, message: "The first recording begins here." }];
    report({ path: again.call.path, part: "key", message, related });
  },
};

/** In milliseconds. Runs of a test are further apart than the calls of one run. */
const shortestPause = 60 * 60 * 1000;

/** The number of calls in one run, if the file contains the same run several times with pauses in between, according to the dates of the answers. */
function runLength(asked: readonly Asked[]): number | undefined {
  const dates = asked.map(({ call }) => Date.parse(headerOf(call.received, "date") ?? ""));
  for (let length = 1; length * 2 <= asked.length; length++) {
    if (asked.length % length === 0 && isPause(dates, length) && isRepeated(asked, length)) return length;
  }
  return undefined;
}

function isRepeated(asked: readonly Asked[], length: number): boolean {
  return asked.every((each, at) => {
    const before = asked[at - length];
    return before === undefined || (before.address === each.address && before.body === each.body);
  });
}

/** Whether every run starts long after the previous one ended. */
function isPause(dates: readonly number[], length: number): boolean {
  for (let at = length; at < dates.length; at += length) {
    const [end, start] = [dates[at - 1] ?? NaN, dates[at] ?? NaN];
    if (!(start - end >= shortestPause)) return false;
  }
  return true;
}
