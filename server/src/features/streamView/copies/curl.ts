/** The request as a `curl` command for a shell. Credentials are named as variables: recordings should hold none. */
import type { Copied } from "../../../protocol";
import type { RecordingFile } from "../../../recording/recordingFile";
import { shellJson, shellWord, whyNoWord } from "../../../recording/shellWord";
import { sentRequest, wireBody } from "./httpRequest";

/** undefined: the recording is of no HTTP request. */
export function asCurl(file: RecordingFile): Copied | undefined {
  const sent = sentRequest(file.recording?.request);
  if (!sent) return undefined;
  const { method, body } = sent;
  if (!isToken.test(method)) return { kind: "refused", reason: "The recorded method is no HTTP method." };
  const wrong = whyNoWord(sent.url);
  if (wrong !== undefined) return { kind: "refused", reason: `The recorded address holds ${wrong}.` };
  const url = asSent(sent.url);
  const hasBody = body !== undefined && body !== null && method !== "GET";
  const streams = file.recording?.response.isStreaming === true;
  const lines = [
    // Nothing but HTTP, and no globbing of brackets: the address is data from a file.
    `curl --globoff --proto '=http,https'${streams ? " --no-buffer" : ""} --request ${shellWord(method)} --url ${shellWord(url)}`,
    ...credentials(url, file.family.id).map((header) => `--header "${header}"`),
    ...(hasBody ? ["--header 'Content-Type: application/json'", `--data-raw ${shellJson(wireBody(body))}`] : []),
  ];
  return { kind: "text", text: lines.join(" \\\n  ") };
}

/** What HTTP takes for a method. */
const isToken = /^[\w!#$%&'*+.^`|~-]+$/;

/** Clients send blanks, line breaks and letters beyond ASCII by their percent codes. */
const asSent = (url: string): string => url.replace(/[^!-~]/gu, encodeURIComponent);

/** Fixed texts, the only ones that a shell expands. */
function credentials(url: string, family: string): readonly string[] {
  const { hostname } = new URL(url);
  if (family.startsWith("anthropic")) return ["x-api-key: $ANTHROPIC_API_KEY", "anthropic-version: 2023-06-01"];
  if (family.startsWith("gemini") || hostname.endsWith("googleapis.com")) return ["x-goog-api-key: $GEMINI_API_KEY"];
  if (family.startsWith("ollama")) return [];
  return ["Authorization: Bearer $OPENAI_API_KEY"];
}
