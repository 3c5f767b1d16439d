/** Every credential in a recording, with all the places where it stands: the rules report them, the printer masks them. */
import type { OffsetRange } from "../../recording/document";
import type { RecordingFile } from "../../recording/recordingFile";
import type { Choice } from "../../recording/reassembled";
import { compactJson } from "../../recording/json";
import { oncePerFile } from "../oncePerFile";
import { answerTexts, textsOf } from "./answerTexts";
import { carriedIn, hasCarrier } from "./carriers";
import { credentialsIn } from "./detector";
import { visitStrings } from "./recordedStrings";
import type { Piece, RecordedText } from "./recordedText";
import { rangeWithin } from "./literal";
import { hasTrace } from "./traces";

export interface Secret {
  readonly text: string;
  /** A key of a known format: whose it is, in words. */
  readonly what?: string;
  /** The header, field or parameter that carries a credential of no known format. */
  readonly carrier?: string;
  /** Where it stands, in order: one piece, or several in the chunks of a stream. */
  readonly pieces: readonly Piece[];
}

/** Where a piece stands in the file's text, in UTF-16 code units. */
export function rangeOfPiece(file: RecordingFile, { path, part, start, end }: Piece): OffsetRange {
  return rangeWithin(file.text, file.rangeOf(path, part), start, end);
}

/** In no special order; none overlaps another. Never throws. */
export const secretsOf = oncePerFile((file: RecordingFile): readonly Secret[] => {
  if (!mayHoldSecrets(file)) return [];
  const single: Secret[] = [];
  const split: Secret[] = [];
  const { choices } = file.reassembled;
  const inAnswer = choices.some((choice) => textsOf(choice).some(({ text }) => hasTrace(text)));
  const visit = (text: RecordedText, property: string) => {
    for (const secret of secretsIn(text, property)) (secret.pieces.length > 1 ? split : single).push(secret);
  };
  // A file that is cut off does not come to say that it streams.
  const { response } = file.recording ?? {};
  const streamAt = response?.streamFlag === false ? undefined : response?.bodyPath;
  visitStrings(file.value, visit, { streamAt, more: (strings) => (inAnswer ? answerTexts(file.reassembled, strings) : []) });
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

function secretsIn(text: RecordedText, property: string): readonly Secret[] {
  const found = (start: number, end: number) => ({ text: text.text.slice(start, end), pieces: text.pieces(start, end) });
  const keys = credentialsIn(text.text);
  if (keys.length > 0) return keys.map(({ what, start, end }) => ({ what, ...found(start, end) }));
  return carriedIn(text.text, property).map(({ name, start, end }) => ({ carrier: name, ...found(start, end) }));
}

/**
 * Most files hold none: then neither their text shows a trace of one, nor what the answer's chunks say together. Letters that are written as
 * escapes may hide any.
 */
function mayHoldSecrets(file: RecordingFile): boolean {
  const { text, reassembled, syntaxProblem } = file;
  if (hasTrace(text) || hasCarrier(text) || hidesLetters(text)) return true;
  // A file that is cut off does not come to say that it streams.
  if (!reassembled.streaming && syntaxProblem === undefined)
    return reassembled.choices.some((choice) => hasTrace(tokensOf(choice)));
  return reassembled.choices.length === 0 || reassembled.choices.some((choice) => joinedTexts(choice).some(hasTrace));
}

/** A letter, digit or mark as an escape, which no writer of JSON needs. */
const hidesLetters = (text: string): boolean => text.includes("\\u00") && /(?<!\\)(?:\\\\)*\\u00[2-7]/.test(text);

function joinedTexts(choice: Choice): string[] {
  const { toolCalls, items } = choice;
  const texts = textsOf(choice).map(({ text }) => text);
  const names = toolCalls.flatMap(({ id, name }) => [id?.value ?? "", name?.value ?? ""]);
  return [...texts, ...names, ...items.map(({ value }) => compactJson(value, Infinity)), tokensOf(choice)];
}

const tokensOf = ({ logprobs }: Choice): string => logprobs.map(({ token }) => token).join("");
