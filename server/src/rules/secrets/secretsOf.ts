/** Every credential in a recording, with all the places where it stands: the rules report them, the printer masks them. */
import { pointerOf, valueAt, type OffsetRange } from "../../recording/document";
import type { RecordingDocument, RecordingInDocument } from "../../recording/recordingDocument";
import type { Choice } from "../../recording/reassembled";
import { compactJson } from "../../recording/json";
import type { HiddenText, SourceText } from "../../source/sourceText";
import { oncePerFile, oncePerReading } from "../oncePerFile";
import { answerTexts, textsOf } from "./answerTexts";
import { carriedIn, cookiesIn, hasCarrier } from "./carriers";
import { credentialsIn } from "./detector";
import { visitStrings } from "./recordedStrings";
import type { Piece, RecordedText } from "./recordedText";
import { hasTrace } from "./traces";

export interface Secret {
  readonly text: string;
  /** A key of a known format: whose it is, in words. */
  readonly what?: string;
  /** The header, field or parameter that carries a credential of no known format. */
  readonly carrier?: string;
  /** The name of a cookie. */
  readonly cookie?: string;
  /** Where it stands, in order: one piece, or several in the chunks of a stream. */
  readonly pieces: readonly Piece[];
}

/** Where a piece stands in the file's text, in UTF-16 code units. */
export function rangeOfPiece({ source }: RecordingDocument, { path, part, start, end }: Piece): OffsetRange {
  return source.rangeOf({ path, within: { start, end } }, part);
}

/** All of a file: those of its recordings, and those beside them. */
export function secretsIn(document: RecordingDocument): readonly Secret[] {
  const [first, ...others] = document.recordings;
  return others.length === 0 && first.path.length === 0
    ? secretsOf(first)
    : [...document.recordings.flatMap((each) => secretsOf(each)), ...secretsBeside(document)];
}

/** Those that stand in no recording of the file. */
export function secretsBeside(document: RecordingDocument): readonly Secret[] {
  const { source, recordings } = document;
  const isWhole = recordings[0].path.length === 0;
  if (isWhole || !hasTraces(document, textsOfFile(document).beside, hiddenBeside(document))) return [];
  const found: Secret[] = [];
  const except = new Set(recordings.map(({ path }) => valueAt(source.value, path)));
  visitStrings(source.value, (text, property) => addTo(found, secretsInText(text, property)), { streamAt: undefined, except });
  return found;
}

function addTo<T>(list: T[], more: readonly T[]): void {
  for (const each of more) list.push(each);
}

/** Of a recording; in no special order, none overlaps another. Never throws. */
export const secretsOf = oncePerReading((file: RecordingInDocument): readonly Secret[] => {
  if (!mayHoldSecrets(file)) return [];
  const single: Secret[] = [];
  const split: Secret[] = [];
  const { choices } = file.reassembled;
  const inAnswer = choices.some((choice) => textsOf(choice).some(({ text }) => hasTrace(text)));
  const visit = (text: RecordedText, property: string) => {
    for (const secret of secretsInText(text, property)) (secret.pieces.length > 1 ? split : single).push(secret);
  };
  // A file that is cut off does not come to say that it streams.
  const { response } = file.recording ?? {};
  const streamAt = response?.streamFlag === false ? undefined : response?.bodyPath;
  const { path, document } = file;
  const more = (strings: readonly RecordedText[]) =>
    inAnswer && streamAt !== undefined ? answerTexts(file.reassembled, strings, streamAt) : [];
  visitStrings(valueAt(document.source.value, path), visit, { path, streamAt, more });
  const taken = new Taken();
  // The answer as a whole tells more than the stretch of it that one kind of chunk makes.
  const longest = split.sort((a, b) => b.text.length - a.text.length);
  return [...longest, ...single].filter(({ pieces }) => taken.take(pieces));
});

/** Stretches of strings that belong to a secret: what a stream says in pieces may look like a shorter one in one of them. */
class Taken {
  readonly #pieces = new Map<string, Piece[]>();

  /** False where one of the pieces is taken already. */
  take(pieces: readonly Piece[]): boolean {
    if (pieces.some((piece) => this.#at(piece).some(({ start, end }) => start < piece.end && piece.start < end))) return false;
    for (const piece of pieces) this.#at(piece).push(piece);
    return true;
  }

  #at({ path, part }: Piece): Piece[] {
    const place = `${part} ${JSON.stringify(path)}`;
    const known = this.#pieces.get(place) ?? [];
    this.#pieces.set(place, known);
    return known;
  }
}

function secretsInText(text: RecordedText, property: string): readonly Secret[] {
  const found = (start: number, end: number) => ({ text: text.text.slice(start, end), pieces: text.pieces(start, end) });
  const keys = credentialsIn(text.text);
  if (keys.length > 0) return keys.map(({ what, start, end }) => ({ what, ...found(start, end) }));
  const cookies = cookiesIn(text.text, property).map(({ name, start, end }) => ({ cookie: name, ...found(start, end) }));
  return [...cookies, ...carriedIn(text.text, property).map(({ name, start, end }) => ({ carrier: name, ...found(start, end) }))];
}

/**
 * Most files hold none: then neither their text shows a trace of one, nor what the answer's chunks say together. Letters that are written as
 * escapes may hide any.
 */
function mayHoldSecrets(file: RecordingInDocument): boolean {
  const { document, index, path, reassembled } = file;
  if (hasTraces(document, textsOfFile(document).own[index] ?? "", hiddenByRecording(document).get(pointerOf(path)))) return true;
  // A file that is cut off does not come to say that it streams.
  if (!reassembled.streaming && document.source.problem === undefined)
    return reassembled.choices.some((choice) => hasTrace(tokensOf(choice)));
  return reassembled.choices.length === 0 || reassembled.choices.some((choice) => joinedTexts(choice).some(hasTrace));
}

/** Whether a stretch of a file's text shows a trace, or what is hidden there; any may, where what stands in one place is told in another. */
function hasTraces({ source }: RecordingDocument, stretch: string, hidden: readonly HiddenText[] = []): boolean {
  const shows = source.hasAliases === true ? textMayHold(source) : mayHold(stretch);
  return shows || hidden.some(({ text }) => mayHold(text));
}

const textMayHold = oncePerFile(({ text }: SourceText) => mayHold(text));

/** By the recording (the pointer to it) that holds them. */
const hiddenByRecording = oncePerFile(({ source, recordings }: RecordingDocument) => {
  const depth = recordings[0].path.length;
  const groups = new Map<string, HiddenText[]>();
  for (const each of source.hidden) {
    const pointer = pointerOf(each.path.slice(0, depth));
    const group = groups.get(pointer);
    if (group === undefined) groups.set(pointer, [each]);
    else group.push(each);
  }
  return groups;
});

/** Texts hidden in none of the recordings. */
function hiddenBeside(document: RecordingDocument): readonly HiddenText[] {
  const own = new Set(document.recordings.map(({ path }) => pointerOf(path)));
  return [...hiddenByRecording(document)].flatMap(([pointer, hidden]) => (own.has(pointer) ? [] : hidden));
}

/** The text of each recording in a file, and what stands around them. */
const textsOfFile = oncePerFile(({ source, recordings }: RecordingDocument) => {
  if (recordings[0].path.length === 0) return { own: [source.text], beside: "" };
  const ranges = recordings.map(({ path }) => source.rangeOf({ path }));
  const between = ranges.map(({ start }, at) => source.text.slice(ranges[at - 1]?.end ?? 0, start));
  const own = ranges.map(({ start, end }) => source.text.slice(start, end));
  return { own, beside: [...between, source.text.slice(ranges.at(-1)?.end ?? 0)].join("\n") };
});

const mayHold = (text: string): boolean => hasTrace(text) || hasCarrier(text) || hidesLetters(text);

/** A letter, digit or mark as an escape, which no writer of JSON needs. */
const hidesLetters = (text: string): boolean => text.includes("\\u00") && /(?<!\\)(?:\\\\)*\\u00[2-7]/.test(text);

function joinedTexts(choice: Choice): string[] {
  const { toolCalls, items } = choice;
  const texts = textsOf(choice).map(({ text }) => text);
  const names = toolCalls.flatMap(({ id, name }) => [id?.value ?? "", name?.value ?? ""]);
  return [...texts, ...names, ...items.map(({ value }) => compactJson(value, Infinity)), tokensOf(choice)];
}

const tokensOf = ({ logprobs }: Choice): string => logprobs.map(({ token }) => token).join("");
