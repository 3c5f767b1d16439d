/** How credentials are shown: their first characters tell whose they are; the rest is nobody's business. */
import { jsonOf } from "../../recording/families/sse";
import { oneLine, printable } from "../../recording/json";
import { readRecordingFile, withValue, type RecordingFile } from "../../recording/recordingFile";
import { credentialsIn } from "./detector";
import { replaced } from "./replaced";
import { rangeOfPiece, secretsOf, type Secret } from "./secretsOf";

/** `sk-p…` */
export function maskOf(secret: string): string {
  return `${printable(secret.slice(0, 4))}…`;
}

/** A text of which no more is known, such as a log line or a sentence about what went wrong. */
export function maskSecrets(text: string): string {
  let masked = "";
  let from = 0;
  for (const { start, end } of credentialsIn(text)) {
    masked += text.slice(from, start) + maskOf(text.slice(start, end));
    from = end;
  }
  return from === 0 ? text : masked + text.slice(from);
}

/** The same value, each string in it masked by itself. */
export function maskStrings<T>(value: T): T {
  const masked = (_: string, each: unknown): unknown => (typeof each === "string" ? maskSecrets(each) : each);
  return JSON.parse(JSON.stringify(value, masked)) as T;
}

/** A field's value as JSON. */
export function maskField(json: string, field: string): string {
  const head = `{${JSON.stringify(field)}:`;
  const { text, offsetOf } = maskedText(readRecordingFile("", `${head}${json}}`));
  return text.slice(offsetOf(head.length), -1);
}

/** The same recording to be shown: places are as in the file, values and names have masks for credentials. The file itself where there are none. */
export function maskedFile(file: RecordingFile): RecordingFile {
  return maskedBy(file, maskOf);
}

function maskedBy(file: RecordingFile, mask: (secret: string) => string): RecordingFile {
  const secrets = secretsOf(file);
  return secrets.length === 0 ? file : withValue(file, replaced(file.value, secrets, mask, "…"));
}

/** Two recordings to be compared and shown: two credentials that differ do so behind their masks. */
export function maskedFiles(...files: readonly RecordingFile[]): readonly RecordingFile[] {
  const masks = new Map<string, string>();
  const mask = (secret: string) => {
    const known = masks.get(secret);
    if (known !== undefined) return known;
    const others = [...masks.keys()].filter((each) => maskOf(each) === maskOf(secret)).length;
    const own = others === 0 ? maskOf(secret) : `${maskOf(secret)}(${others + 1})`;
    masks.set(secret, own);
    return own;
  };
  return files.map((file) => maskedBy(file, mask));
}

/** A JSON pointer, each name in it masked by itself: what stands before a name is no part of it. */
export function maskPointer(pointer: string): string {
  const names = pointer.split("/").map((name) => maskSecrets(name.replaceAll("~1", "/").replaceAll("~0", "~")));
  return names.map((name) => name.replaceAll("~", "~0").replaceAll("/", "~1")).join("/");
}

/** What a rule says of a recording: the message may quote the beginning of a credential. */
export function maskMessage(file: RecordingFile, message: string): string {
  return maskSecrets(secretsOf(file).reduce((text, secret) => withoutSecret(text, secret), message));
}

/** The same of a message of which only the texts are known that it may quote. */
export function maskQuotes(message: string, quoted: readonly string[]): string {
  const secrets = quoted.flatMap((text) => credentialsIn(text).map(({ start, end }) => text.slice(start, end)));
  return maskSecrets(secrets.reduce((text, secret) => withoutSecret(text, { text: secret, pieces: [] }), message));
}

/** So much of a credential is enough to know it by, and more than a mask shows; of a URL, what comes before the password is not. */
const tellingLength = (secret: string): number => Math.max(8, (/^\w+:\/\/[^:@]*:/.exec(secret)?.[0].length ?? 0) + 1);

function withoutSecret(message: string, { text: secret, pieces }: Pick<Secret, "text" | "pieces">): string {
  const spellings = new Set([
    secret,
    printable(secret),
    oneLine(secret),
    oneLine(unescaped(secret)),
    JSON.stringify(secret).slice(1, -1),
  ]);
  if (pieces.length > 1) {
    let from = 0;
    for (const { start, end } of pieces) spellings.add(secret.slice(from, (from += end - start)));
  }
  const telling = [...spellings].filter((each) => each.length >= tellingLength(each));
  const starts = new Set(telling.map((each) => each.slice(0, tellingLength(each))));
  return [...starts].reduce((text, start) => withoutStart(text, start, telling, maskOf(secret)), message);
}

/** As it reads where it was found in JSON within JSON. */
function unescaped(secret: string): string {
  const value = jsonOf(`"${secret}"`);
  return typeof value === "string" ? value : secret;
}

/** The whole of it, or as much as was quoted, in whichever of the spellings says most. */
function withoutStart(message: string, start: string, spellings: readonly string[], mask: string): string {
  let [text, from] = ["", 0];
  for (let at = message.indexOf(start); at >= 0; at = message.indexOf(start, from)) {
    const lengths = spellings.map((each) => commonLength(message, at, each));
    text += message.slice(from, at) + mask;
    from = at + lengths.reduce((longest, each) => Math.max(longest, each), start.length);
  }
  return text + message.slice(from);
}

function commonLength(message: string, at: number, spelling: string): number {
  let length = 0;
  while (length < spelling.length && message[at + length] === spelling[length]) length++;
  return length;
}

/** A file's own text to be shown, and where its places went. */
export interface MaskedText {
  readonly text: string;
  /** The offset in `text` for an offset in the file's. */
  readonly offsetOf: (offset: number) => number;
}

export function maskedText(file: RecordingFile): MaskedText {
  const known = secretsOf(file).flatMap(({ text, pieces }) =>
    pieces.map((piece, at) => ({ ...rangeOfPiece(file, piece), mask: at === 0 ? maskOf(text) : "…" })),
  );
  // What stands behind the place where a text breaks off, or below a key that stands twice, is read by nobody.
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
