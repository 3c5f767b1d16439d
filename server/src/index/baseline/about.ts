/** Digests of what findings are about: stable while lines move, different when the content changes. */
import { pointerOf, valueAt, type JsonPath } from "../../recording/document";
import { compactJson } from "../../recording/json";
import type { RecordingDocument, RecordingInDocument } from "../../recording/recordingDocument";
import type { RecordedRequest } from "../../recording/recording";
import type { Finding } from "../../rules/rule";
import { maskedText } from "../../rules/secrets/mask";
import { shortDigest } from "../sha256";

/** Returns what a finding of a recording is about; `isOnFile` for a finding about the whole file. */
export type AboutFinding = (file: RecordingInDocument, finding: Finding, isOnFile?: boolean) => string;

/**
 * For the findings of one document; `shown` is the same document with credentials masked. Digests never contain credentials, so a muted key is
 * reported again if anything in its recording changes.
 */
export function aboutIn(document: RecordingDocument, shown: () => RecordingDocument): AboutFinding {
  const made = new Map<string, string>();
  const once = (key: string, make: () => string): string => {
    const known = made.get(key) ?? shortDigest(make());
    made.set(key, known);
    return known;
  };
  const textAt = (path: JsonPath) => once(pointerOf(path), () => compactJson(valueAt(shown().source.value, path), Infinity));
  const whole = () => once("text", () => maskedText(document).text.replaceAll("\r\n", "\n"));
  return (file, { code, path, message }, isOnFile = false) => {
    if (document.source.problem !== undefined) return shortDigest(JSON.stringify([valuesIn(message), whole()]));
    const isSecret = code.startsWith("secret.");
    const content = isSecret ? [file.path, file.recording?.response.path ?? file.path] : [path];
    const place = isOnFile ? "" : placeIn(file, path);
    return shortDigest(JSON.stringify([isSecret ? "" : valuesIn(message), place, ...content.map(textAt)]));
  };
}

/** Quotes and numbers in a message, which identify a finding even if a later version words it differently. */
function valuesIn(message: string): readonly string[] {
  return message.match(/`[^`]*`|"(?:[^"\\]|\\.)*"|\d[\d,.]*/g) ?? [];
}

/** Path relative to the recording, so that others can be inserted before it; answers may be stored apart from requests. */
function placeIn({ path: own, recording }: RecordingInDocument, path: JsonPath): string {
  const bases = [own, recording?.response.path ?? own];
  const at = bases.findIndex((base) => base.every((step, index) => step === path[index]));
  return `${at}${pointerOf(path.slice(bases[at]?.length ?? 0))}`;
}

/** Identifies a recording in its file at any position: its request without headers. */
export function requestDigest(request: RecordedRequest | undefined): string {
  return shortDigest(compactJson(request && asked(request), Infinity));
}

function asked(request: RecordedRequest): readonly unknown[] {
  switch (request.kind) {
    case "inference":
    case "http":
      return [request.method, request.url, request.body];
    case "tool":
      return [request.provider, request.toolName, request.kwargs];
    case "file":
      return [request.provider, request.fileId];
  }
}
