/** The request as a `curl` command for a POSIX shell. Credentials are named as variables: recordings should hold none. */
import type { RecordingFile } from "../../../recording/recordingFile";
import { sentRequest, wireBody } from "./httpRequest";
import { shellWord } from "./shell";

/** undefined: the recording is of no HTTP request. */
export function asCurl(file: RecordingFile): string | undefined {
  const sent = sentRequest(file.recording?.request);
  if (!sent) return undefined;
  const { method, url, body } = sent;
  const hasBody = body !== undefined && body !== null && method !== "GET";
  const streams = file.recording?.response.isStreaming === true;
  return [
    // Nothing but HTTP, and no globbing of brackets: the address is data from a file.
    `curl --globoff --proto '=http,https'${streams ? " --no-buffer" : ""} --request ${shellWord(method)} --url ${shellWord(url)}`,
    ...credentials(url, file.family.id).map((header) => `--header "${header}"`),
    ...(hasBody
      ? ["--header 'Content-Type: application/json'", `--data-raw ${quoted(JSON.stringify(wireBody(body), null, 2))}`]
      : []),
  ].join(" \\\n  ");
}

/** `--data-raw` takes an @ as it is; quotes even around a bare word keep the command uniform. */
const quoted = (json: string): string => (json === "" ? "''" : shellWord(json));

/** Fixed texts, the only ones that a shell expands. */
function credentials(url: string, family: string): readonly string[] {
  const { hostname } = new URL(url);
  if (family.startsWith("anthropic")) return ["x-api-key: $ANTHROPIC_API_KEY", "anthropic-version: 2023-06-01"];
  if (family.startsWith("gemini") || hostname.endsWith("googleapis.com")) return ["x-goog-api-key: $GEMINI_API_KEY"];
  if (family.startsWith("ollama")) return [];
  return ["Authorization: Bearer $OPENAI_API_KEY"];
}
