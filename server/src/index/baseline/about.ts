/** What findings are about, as digests that stay while lines move and change when the content does. */
import { pointerOf, valueAt, type JsonPath } from "../../recording/document";
import { compactJson } from "../../recording/json";
import type { RecordingDocument, RecordingInDocument } from "../../recording/recordingDocument";
import type { RecordedRequest } from "../../recording/recording";
import type { Finding } from "../../rules/rule";
import { maskedText } from "../../rules/secrets/mask";
import { shortDigest } from "../sha256";

/** Tells what a finding of a recording is about; of one on the whole file, with `isOnFile`. */
export type AboutFinding = (file: RecordingInDocument, finding: Finding, isOnFile?: boolean) => string;

/**
 * For the findings of one document; `shown` is the same with masks for credentials. Credentials go into no digest: a key that is muted is shown again
 * when anything in its recording has changed.
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

/** What a message quotes, and its numbers: they tell findings apart, whatever words a later version has around them. */
function valuesIn(message: string): readonly string[] {
  return message.match(/`[^`]*`|"(?:[^"\\]|\\.)*"|\d[\d,.]*/g) ?? [];
}

/** From the recording, so that others may come before it; answers may be kept apart from requests. */
function placeIn({ path: own, recording }: RecordingInDocument, path: JsonPath): string {
  const bases = [own, recording?.response.path ?? own];
  const at = bases.findIndex((base) => base.every((step, index) => step === path[index]));
  return `${at}${pointerOf(path.slice(bases[at]?.length ?? 0))}`;
}

/** What tells a recording from others in its file, wherever it stands: its request, but for headers. */
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
