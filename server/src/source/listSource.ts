/**
 * Reads a YAML file that is a list again after a change: each entry is parsed as if it were the only one in its file, and unchanged entries are not
 * parsed again. Their values stay the same objects, and so does everything derived from them.
 */
import type { JsonPath, OffsetRange } from "../recording/jsonPath";
import { isObject } from "../recording/json";
import type { HiddenText, Place, SourceText, SourcePiece } from "../recording/sourceText";
import { OpenedTexts } from "./embedded/openedTexts";
import { cutList, type CutList } from "./yaml/cutList";

/** How to read such a file as a whole, and the field of the root that has the list. */
export interface ListReader {
  readonly name: string;
  readonly read: (text: string, open?: OpenedTexts["open"]) => SourceText;
}

/**
 * Reads a file by its entries; `before` is its previous version. If anything about its structure is unusual (syntax errors, aliases, a second
 * document, another spelling of the list), reads it as a whole. Never throws.
 */
export function listSource(text: string, reader: ListReader, before: SourceText): SourceText {
  const cut = cutList(text, reader.name);
  const known = before instanceof ListSource ? before.known : undefined;
  const list = cut && readList(cut, reader, known);
  return list === undefined ? reader.read(text) : new ListSource(text, list, reader);
}

interface List extends Pick<CutList, "head" | "tail"> {
  /** The file without its entries, except for an empty one. */
  readonly frame: SourceText;
  readonly entries: readonly Entry[];
  /** The texts in entries that were opened for this version. */
  readonly opened: OpenedTexts;
}

interface Entry {
  readonly text: string;
  /** The offset of the entry in the file. */
  readonly start: number;
  /** The file with only this entry and an empty one after it. */
  readonly source: SourceText;
}

function readList({ head, tail, entries, emptyEntry }: CutList, reader: ListReader, before?: List): List | undefined {
  const isFramed = before?.head === head && before.tail === tail;
  const frame = isFramed ? before.frame : reader.read(head + emptyEntry + tail);
  if (!isFramed && !isList(frame, reader.name, 1)) return undefined;
  const known = new Map(isFramed ? before.entries.map(({ text, source }) => [text, source]) : []);
  const read: Entry[] = [];
  const opened = new OpenedTexts(before?.opened);
  const open: OpenedTexts["open"] = (text, contentType) => opened.open(text, contentType);
  let start = head.length;
  for (const text of entries) {
    // The empty entry shows that the list continues after this one.
    const source = known.get(text) ?? reader.read(head + text + emptyEntry + tail, open);
    if (!known.has(text) && !isList(source, reader.name, 2)) return undefined;
    // Equal entries get sources of their own, so that findings do not mix.
    known.delete(text);
    // A copy, because a substring would keep the whole file's text in memory.
    read.push({ text, start, source });
    start += text.length;
  }
  return { head, tail, frame, entries: read, opened };
}

function isList({ problem, notation, hasAliases, value }: SourceText, name: string, length: number): boolean {
  if (problem !== undefined || notation !== "yaml" || hasAliases === true || !isObject(value)) return false;
  const list = value[name];
  return Array.isArray(list) && list.length === length && list.at(-1) === null;
}

class ListSource implements SourceText {
  readonly notation = "yaml";
  readonly problem = undefined;
  #whole: SourceText | undefined;
  #value: { readonly value: unknown } | undefined;
  #written: unknown;

  constructor(
    readonly text: string,
    readonly known: List,
    readonly reader: ListReader,
    given?: { readonly value: unknown },
  ) {
    this.#value = given;
  }

  get value(): unknown {
    this.#value ??= { value: this.#composed((source) => source.value) };
    return this.#value.value;
  }

  get written(): unknown {
    return (this.#written ??= this.#composed((source) => source.written));
  }

  get hidden(): readonly HiddenText[] {
    return this.known.entries.flatMap(({ source }, index) =>
      source.hidden.map((each) => ({ ...each, path: this.#pathIn(index, each.path) })),
    );
  }

  get pieces(): readonly SourcePiece[] {
    const { frame, head, entries } = this.known;
    const behind = this.text.length - frame.text.length;
    const around = (isBefore: boolean): SourcePiece => ({
      source: frame,
      taken: (path, { start, end }) => {
        const isInEntry = path.length > 1 && path[0] === this.reader.name;
        if (isInEntry || start < head.length !== isBefore) return undefined;
        return { path, range: isBefore ? { start, end } : shifted({ start, end }, behind) };
      },
    });
    const own = entries.map((entry, index): SourcePiece => ({
      source: entry.source,
      taken: (path, range) =>
        isInFirst(path, this.reader.name)
          ? { path: this.#pathIn(index, path), range: shifted(range, this.#shiftOf(entry)) }
          : undefined,
    }));
    return [around(true), ...own, around(false)];
  }

  rangeOf(place: Place, part?: "key" | "value"): OffsetRange {
    const entry = this.#entryAt(place.path);
    if (entry === undefined) return this.#read().rangeOf(place, part);
    return shifted(entry.source.rangeOf({ ...place, path: this.#pathIn(0, place.path) }, part), this.#shiftOf(entry));
  }

  placeAt(offset: number): Place | undefined {
    const { entries } = this.known;
    const index = entries.findLastIndex(({ start }) => start <= offset);
    const entry = entries[index];
    if (entry === undefined) return this.#read().placeAt(offset);
    const within = offset - this.#shiftOf(entry);
    const { start, end } = entry.source.rangeOf({ path: [this.reader.name, 0] });
    const place = start <= within && within <= end ? entry.source.placeAt(within) : undefined;
    // Between two entries the whole file is asked.
    return place ? { ...place, path: this.#pathIn(index, place.path) } : this.#read().placeAt(offset);
  }

  offsetWithin(path: JsonPath, offset: number): number | undefined {
    const entry = this.#entryAt(path);
    if (entry === undefined) return this.#read().offsetWithin(path, offset);
    return entry.source.offsetWithin(this.#pathIn(0, path), offset - this.#shiftOf(entry));
  }

  withValue(value: unknown): SourceText {
    return new ListSource(this.text, this.known, this.reader, { value });
  }

  #composed(valueOf: (source: SourceText) => unknown): unknown {
    const { name } = this.reader;
    const list = this.known.entries.map(({ source }) => ((valueOf(source) as Named)[name] as readonly unknown[])[0]);
    return { ...(valueOf(this.known.frame) as Named), [name]: list };
  }

  #entryAt([name, index]: JsonPath): Entry | undefined {
    return name === this.reader.name ? this.known.entries[Number(index)] : undefined;
  }

  /** The same path with the entry's index in the file. */
  #pathIn(index: number, path: JsonPath): JsonPath {
    return [this.reader.name, index, ...path.slice(2)];
  }

  #shiftOf({ start }: Entry): number {
    return start - this.known.head.length;
  }

  #read(): SourceText {
    return (this.#whole ??= this.reader.read(this.text));
  }
}

type Named = Readonly<Record<string, unknown>>;

const isInFirst = ([first, index]: JsonPath, name: string): boolean => first === name && index === 0;

const shifted = ({ start, end }: OffsetRange, by: number): OffsetRange => ({ start: start + by, end: end + by });
