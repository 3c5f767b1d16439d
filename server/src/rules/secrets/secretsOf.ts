/** Every credential in a recording, with all the places where it stands: the rules report them, the printer masks them. */
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

/** The credentials of a recording, in no special order; none overlaps another. Never throws. */
export const secretsOf = oncePerReading((file: RecordingInDocument): readonly Secret[] => {
  const { path, document, index } = file;
  const own = textsOfFile(document).own[index] ?? "";
  const traces = tracesIn(document, own, hiddenByRecording(document).get(pointerOf(path)));
  if (traces.keys || saysKeys(file)) return allOf(file);
  const found: Secret[] = [];
  // What carries a credential has a string of its own.
  if (traces.carriers) searchStrings(valueAt(document.source.value, path), searchFor(found), { path });
  return found;
});

function allOf(file: RecordingInDocument): readonly Secret[] {
  const found: Secret[] = [];
  const { choices } = file.reassembled;
  const inAnswer = choices.some((choice) => textsOf(choice).some(({ text }) => hasTrace(text)));
  // A file that is cut off does not come to say that it streams.
  const { response } = file.recording ?? {};
  const streamAt = response?.streamFlag === false ? undefined : response?.bodyPath;
  const { path, document } = file;
  const more = (strings: readonly RecordedText[]) =>
    inAnswer && streamAt !== undefined ? answerTexts(file.reassembled, strings, streamAt) : [];
  searchTexts(valueAt(document.source.value, path), searchFor(found), { path, streamAt, more });
  const taken = new Taken();
  // The answer as a whole tells more than the stretch of it that one kind of chunk makes.
  const split = found.filter(({ pieces }) => pieces.length > 1).sort((a, b) => b.text.length - a.text.length);
  const single = found.filter(({ pieces }) => pieces.length <= 1);
  return [...split, ...single].filter(({ pieces }) => taken.take(pieces));
}

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

/** A stretch of a text, and what it is. */
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

/** Whether the chunks of an answer may say a key together, of which no text shows a trace. */
function saysKeys({ document, reassembled }: RecordingInDocument): boolean {
  // A file that is cut off does not come to say that it streams.
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
 * Most files show none. Of what stands in a stretch of a file's text, or is hidden there; of any, where what stands in one place is told in another.
 * Letters that are written as escapes may hide a key.
 */
function tracesIn({ source }: RecordingDocument, stretch: string, hidden: readonly HiddenText[] = []): Traces {
  const shown = source.hasAliases === true ? tracesOfAll(source) : tracesInText(stretch);
  const all = [shown, ...hidden.map(({ text }) => tracesInText(text))];
  return { keys: all.some(({ keys }) => keys), carriers: all.some(({ carriers }) => carriers) };
}

const tracesInText = (text: string): Traces => ({ keys: hasTrace(text) || hidesLetters(text), carriers: hasCarrier(text) });

const tracesOfAll = oncePerFile(({ text }: SourceText) => tracesInText(text));

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

/** A letter, digit or mark as an escape, which no writer of JSON needs. */
const hidesLetters = (text: string): boolean => text.includes("\\u00") && /(?<!\\)(?:\\\\)*\\u00[2-7]/.test(text);

function joinedTexts(choice: Choice): string[] {
  const { toolCalls, items } = choice;
  const texts = textsOf(choice).map(({ text }) => text);
  const names = toolCalls.flatMap(({ id, name }) => [id?.value ?? "", name?.value ?? ""]);
  return [...texts, ...names, ...items.map(({ value }) => compactJson(value, Infinity)), tokensOf(choice)];
}

const tokensOf = ({ logprobs }: Choice): string => logprobs.map(({ token }) => token).join("");
