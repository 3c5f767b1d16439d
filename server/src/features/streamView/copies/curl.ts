/** The request as a `curl` command. Credentials become variables, because recordings should contain none. */
import type { Copied } from "../../../protocol";
import type { Family } from "../../../recording/families/family";
import { geminiCredentials } from "../../../recording/families/geminiCredentials";
import type { RecordingInDocument } from "../../../recording/recordingDocument";
import { shellJson, shellWord, whyNoWord } from "../../../recording/shellWord";
import { sentRequest, wireBody } from "./httpRequest";

/** undefined if it is not an HTTP request. */
export function asCurl(file: RecordingInDocument): Copied | undefined {
  const sent = sentRequest(file.recording?.request);
  if (!sent) return undefined;
  const { method, body } = sent;
  if (!isToken.test(method)) return { kind: "refused", reason: "The recorded method is not an HTTP method." };
  const wrong = whyNoWord(sent.url);
  if (wrong !== undefined) return { kind: "refused", reason: `The recorded address holds ${wrong}.` };
  const url = asSent(sent.url);
  const hasBody = body !== undefined && body !== null && method !== "GET";
  const streams = file.recording?.response.isStreaming === true;
  const lines = [
    // Only HTTP, and no globbing of brackets, because the URL is untrusted data.
    `curl --globoff --proto '=http,https'${streams ? " --no-buffer" : ""} --request ${shellWord(method)} --url ${shellWord(url)}`,
    ...credentials(url, file.family).map((header) => `--header "${header}"`),
    ...(hasBody ? ["--header 'Content-Type: application/json'", `--data-raw ${shellJson(wireBody(body))}`] : []),
  ];
  return { kind: "text", text: lines.join(" \\\n  ") };
}

/** A valid HTTP method. */
const isToken = /^[\w!#$%&'*+.^`|~-]+$/;

/** Percent-encodes blanks, line breaks and non-ASCII letters, as clients do. */
const asSent = (url: string): string => url.replace(/[^!-~]/gu, encodeURIComponent);

/** Constant texts, the only ones that a shell expands. */
function credentials(url: string, family: Family): readonly string[] {
  if (family.credentials !== undefined) return family.credentials;
  return new URL(url).hostname.endsWith("googleapis.com") ? geminiCredentials : ["Authorization: Bearer $OPENAI_API_KEY"];
}
