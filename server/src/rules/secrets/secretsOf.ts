/** Finds every credential in a recording with all its places: the rules report them, and output masks them. */
import { pointerOf, valueAt, type OffsetRange } from "../../recording/document";
import type { RecordingDocument, RecordingInDocument } from "../../recording/recordingDocument";
import type { Choice } from "../../recording/reassembled";
import { compactJson } from "../../recording/json";
import type { HiddenText, SourceText } from "../../recording/sourceText";
import { oncePerFile, oncePerReading } from "../oncePerFile";
import { answerTexts, textsOf } from "./answerTexts";
import { carriedIn, cookiesIn, hasCarrier } from "./carriers";
import { credentialsIn } from "./detector";
import { searchStrings, searchTexts, type Search } from "./recordedStrings";
import type { Piece, RecordedText } from "./recordedText";
import { hasTrace } from "./traces";

export interface Secret {
  readonly text: string;
  /** For a known format, whose key it is. */
  readonly what?: string;
  /** The header, field or parameter that holds a credential of unknown format. */
  readonly carrier?: string;
  /** The name of a cookie. */
  readonly cookie?: string;
  /** Its places in order: one piece, or several in the chunks of a stream. */
  readonly pieces: readonly Piece[];
}

/** The range of a piece in the file's text, in UTF-16 code units. */
export function rangeOfPiece({ source }: RecordingDocument, { path, part, start, end }: Piece): OffsetRange {
  return source.rangeOf({ path, within: { start, end } }, part);
}

/** All credentials in a file, inside and outside of its recordings. */
export function secretsIn(document: RecordingDocument): readonly Secret[] {
  const [first, ...others] = document.recordings;
  return others.length === 0 && first.path.length === 0
    ? secretsOf(first)
    : [...document.recordings.flatMap((each) => secretsOf(each)), ...secretsBeside(document)];
}

/** The credentials in a file that are outside its recordings. */
export function secretsBeside(document: RecordingDocument): readonly Secret[] {
  const { source, recordings } = document;
  const isWhole = recordings[0].path.length === 0;
  const { keys, carriers } = isWhole ? noTraces : tracesIn(document, textsOfFile(document).beside, hiddenBeside(document));
  if (!keys && !carriers) return [];
  const found: Secret[] = [];
  const except = new Set(recordings.map(({ path }) => valueAt(source.value, path)));
  if (keys) searchTexts(source.value, searchFor(found), { streamAt: undefined, except });
  else searchStrings(source.value, searchFor(found), { except });
  return found;
}

/** The credentials of a recording, unordered, without overlaps. Never throws. */
export const secretsOf = oncePerReading((file: RecordingInDocument): readonly Secret[] => {
  const { path, document, index } = file;
  const own = textsOfFile(document).own[index] ?? "";
  const traces = tracesIn(document, own, hiddenByRecording(document).get(pointerOf(path)));
  if (traces.keys || saysKeys(file)) return allOf(file);
  const found: Secret[] = [];
  // Headers, fields and parameters are strings of their own.
  if (traces.carriers) searchStrings(valueAt(document.source.value, path), searchFor(found), { path });
  return found;
});

function allOf(file: RecordingInDocument): readonly Secret[] {
  const found: Secret[] = [];
  const { choices } = file.reassembled;
  const inAnswer = choices.some((choice) => textsOf(choice).some(({ text }) => hasTrace(text)));
  // A file that is cut off may lack the field that says it is a stream.
  const { response } = file.recording ?? {};
  const streamAt = response?.streamFlag === false ? undefined : response?.bodyPath;
  const { path, document } = file;
  const more = (strings: readonly RecordedText[]) =>
    inAnswer && streamAt !== undefined ? answerTexts(file.reassembled, strings, streamAt) : [];
  searchTexts(valueAt(document.source.value, path), searchFor(found), { path, streamAt, more });
  const taken = new Taken();
  // The complete answer is a better match than the part of it that one kind of chunk contains.
  const split = found.filter(({ pieces }) => pieces.length > 1).sort((a, b) => b.text.length - a.text.length);
  const single = found.filter(({ pieces }) => pieces.length <= 1);
  return [...split, ...single].filter(({ pieces }) => taken.take(pieces));
}

/** Ranges that belong to a secret already, because a piece of a streamed secret may look like a shorter one. */
class Taken {
  readonly #pieces = new Map<string, Piece[]>();

  /** Returns false if a piece overlaps another secret. */
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

/** A range of a text and its kind. */
interface Found extends Omit<Secret, "text" | "pieces"> {
  readonly start: number;
  readonly end: number;
}

function searchFor(into: Secret[]): Search<Found> {
  return {
    find: foundIn,
    take: (found, text) => {
      for (const { start, end, ...what } of found)
        into.push({ ...what, text: text.text.slice(start, end), pieces: text.pieces(start, end) });
    },
  };
}

function foundIn(text: string, property: string): readonly Found[] {
  const keys = credentialsIn(text);
  if (keys.length > 0) return keys;
  const cookies = cookiesIn(text, property);
  const others = carriedIn(text, property);
  if (cookies.length === 0 && others.length === 0) return nothing;
  return [
    ...cookies.map(({ name, start, end }) => ({ cookie: name, start, end })),
    ...others.map(({ name, start, end }) => ({ carrier: name, start, end })),
  ];
}

const nothing: readonly Found[] = [];

/** Whether the chunks of an answer may contain a key in pieces, of which no single text shows a trace. */
function saysKeys({ document, reassembled }: RecordingInDocument): boolean {
  // A file that is cut off may lack the field that says it is a stream.
  if (!reassembled.streaming && document.source.problem === undefined)
    return reassembled.choices.some((choice) => hasTrace(tokensOf(choice)));
  return reassembled.choices.length === 0 || reassembled.choices.some((choice) => joinedTexts(choice).some(hasTrace));
}

interface Traces {
  readonly keys: boolean;
  readonly carriers: boolean;
}

const noTraces: Traces = { keys: false, carriers: false };

/**
 * Quickly checks a part of a file's text and its hidden texts, because most files have no credentials. With aliases the whole text is checked.
 * Letters written as escapes may hide a key.
 */
function tracesIn({ source }: RecordingDocument, stretch: string, hidden: readonly HiddenText[] = []): Traces {
  const shown = source.hasAliases === true ? tracesOfAll(source) : tracesInText(stretch);
  const all = [shown, ...hidden.map(({ text }) => tracesInText(text))];
  return { keys: all.some(({ keys }) => keys), carriers: all.some(({ carriers }) => carriers) };
}

const tracesInText = (text: string): Traces => ({ keys: hasTrace(text) || hidesLetters(text), carriers: hasCarrier(text) });

const tracesOfAll = oncePerFile(({ text }: SourceText) => tracesInText(text));

/** Hidden texts by the recording (its pointer) that contains them. */
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

/** Hidden texts outside of all recordings. */
function hiddenBeside(document: RecordingDocument): readonly HiddenText[] {
  const own = new Set(document.recordings.map(({ path }) => pointerOf(path)));
  return [...hiddenByRecording(document)].flatMap(([pointer, hidden]) => (own.has(pointer) ? [] : hidden));
}

/** The text of each recording in a file, and the text around them. */
const textsOfFile = oncePerFile(({ source, recordings }: RecordingDocument) => {
  if (recordings[0].path.length === 0) return { own: [source.text], beside: "" };
  const ranges = recordings.map(({ path }) => source.rangeOf({ path }));
  const between = ranges.map(({ start }, at) => source.text.slice(ranges[at - 1]?.end ?? 0, start));
  const own = ranges.map(({ start, end }) => source.text.slice(start, end));
  return { own, beside: [...between, source.text.slice(ranges.at(-1)?.end ?? 0)].join("\n") };
});

/** Whether a letter, digit or sign is written as an escape, which no JSON writer needs to do. */
const hidesLetters = (text: string): boolean => text.includes("\\u00") && /(?<!\\)(?:\\\\)*\\u00[2-7]/.test(text);

function joinedTexts(choice: Choice): string[] {
  const { toolCalls, items } = choice;
  const texts = textsOf(choice).map(({ text }) => text);
  const names = toolCalls.flatMap(({ id, name }) => [id?.value ?? "", name?.value ?? ""]);
  return [...texts, ...names, ...items.map(({ value }) => compactJson(value, Infinity)), tokensOf(choice)];
}

const tokensOf = ({ logprobs }: Choice): string => logprobs.map(({ token }) => token).join("");
