/** Masks credentials for display: only their first characters, which tell the provider, are shown. */
import { pointerOf, stepsOf } from "../../recording/document";
import type { RecordingDocument, RecordingInDocument } from "../../recording/recordingDocument";
import { oncePerFile } from "../oncePerFile";
import { credentialsIn } from "./detector";
import { maskOf, quotesOf, withoutQuotes } from "./quotes";
import { replaced } from "./replaced";
import { rangeOfPiece, secretsIn, secretsOf, type Secret } from "./secretsOf";

/** Masks a text without further context, such as a log line or an error message. */
export function maskSecrets(text: string): string {
  let masked = "";
  let from = 0;
  for (const { start, end } of credentialsIn(text)) {
    masked += text.slice(from, start) + maskOf(text.slice(start, end));
    from = end;
  }
  return from === 0 ? text : masked + text.slice(from);
}

/** Masks credentials in every string of a value. */
export function maskStrings<T>(value: T): T {
  const masked = (_: string, each: unknown): unknown => (typeof each === "string" ? maskSecrets(each) : each);
  return JSON.parse(JSON.stringify(value, masked)) as T;
}

/** The document with credentials in values and names masked, and its places unchanged. Returns the document itself if it has none. */
export function maskedDocument(document: RecordingDocument): RecordingDocument {
  return withoutSecrets(document, secretsIn(document), maskOf);
}

function withoutSecrets(document: RecordingDocument, secrets: readonly Secret[], mask: (secret: string) => string) {
  return secrets.length === 0 ? document : document.withValue(replaced(document.source.value, secrets, mask, "…"));
}

/** Masks recordings that are compared and shown together, so that different credentials stay different. Each document is masked once. */
export function maskedFiles(...files: readonly RecordingInDocument[]): readonly RecordingInDocument[] {
  const masks = new Map<string, string>();
  const alike = new Map<string, number>();
  const mask = (secret: string) => {
    const known = masks.get(secret);
    if (known !== undefined) return known;
    const count = (alike.get(maskOf(secret)) ?? 0) + 1;
    const own = count === 1 ? maskOf(secret) : `${maskOf(secret)}(${count})`;
    alike.set(maskOf(secret), count);
    masks.set(secret, own);
    return own;
  };
  const shown = new Map<RecordingDocument, Set<RecordingInDocument>>();
  for (const file of files) shown.set(file.document, (shown.get(file.document) ?? new Set()).add(file));
  const masked = new Map(
    [...shown].map(([document, those]) => [document, withoutSecrets(document, [...those].flatMap(secretsOf), mask)]),
  );
  return files.map((file) => masked.get(file.document)?.recordings[file.index] ?? file);
}

/** Masks a JSON pointer name by name, so that a name is not judged by what precedes it. */
export function maskPointer(pointer: string): string {
  return pointerOf(stepsOf(pointer).map(maskSecrets));
}

/** Masks a rule's message, which may quote the beginning of a credential. */
export function maskMessage(file: RecordingInDocument, message: string): string {
  return maskSecrets(withoutQuotes(message, quotesFrom(file)));
}

const quotesFrom = oncePerFile((file: RecordingInDocument) => quotesOf(secretsOf(file)));

/** Masks credentials in a message, given the texts that it may quote. */
export function maskQuotes(message: string, quoted: readonly string[]): string {
  const secrets = quoted.flatMap((text) => credentialsIn(text).map(({ start, end }) => text.slice(start, end)));
  return maskSecrets(withoutQuotes(message, quotesOf(secrets.map((text) => ({ text, pieces: [] })))));
}

/** The masked text of a file, and the mapping of its offsets. */
export interface MaskedText {
  readonly text: string;
  /** Maps an offset in the file's text to `text`. */
  readonly offsetOf: (offset: number) => number;
}

export function maskedText(document: RecordingDocument): MaskedText {
  const file = document.source;
  const known = secretsIn(document).flatMap(({ text, pieces }) =>
    pieces.map((piece, at) => ({ ...rangeOfPiece(document, piece), mask: at === 0 ? maskOf(text) : "…" })),
  );
  // The text after a syntax error, and below a duplicate key, is not part of the value.
  const others = credentialsIn(file.text).flatMap(({ start, end }) => {
    const text = file.text.slice(start, end);
    return text.includes('"') ? [] : [{ start, end, mask: maskOf(text) }];
  });
  const spots = [...known, ...others].sort((a, b) => a.start - b.start || b.end - a.end);
  let [text, from] = ["", 0];
  const moved: { readonly start: number; readonly end: number; readonly to: number; readonly length: number }[] = [];
  for (const { start, end, mask } of spots) {
    if (start < from) continue;
    text += file.text.slice(from, start);
    moved.push({ start, end, to: text.length, length: mask.length });
    text += mask;
    from = end;
  }
  text += file.text.slice(from);
  const offsetOf = (offset: number): number => {
    const spot = moved.findLast(({ start }) => start <= offset);
    if (spot === undefined) return offset;
    return offset >= spot.end ? spot.to + spot.length + offset - spot.end : spot.to + Math.min(offset - spot.start, spot.length);
  };
  return { text, offsetOf };
}
