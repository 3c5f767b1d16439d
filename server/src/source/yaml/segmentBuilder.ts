/** A text put together from stretches of its source, with or without where each of them stands. */
/**
 * A text decoded from a scalar, as stretches: `decoded` and `source` are where each begins, in UTF-16 code units. A stretch is copied as it
 * is up to `end` in the source; one of another length is an escape, a fold or a quote, and stands as a whole.
 */
export interface Segments {
  readonly decoded: readonly number[];
  readonly source: readonly number[];
  readonly end: readonly number[];
  readonly length: number;
}

export class SegmentBuilder {
  readonly #pieces: string[] = [];
  readonly decoded: number[] = [];
  readonly source: number[] = [];
  readonly end: number[] = [];
  length = 0;

  constructor(
    readonly text: string,
    readonly withSegments: boolean,
  ) {}

  /** A stretch of the source as it is. */
  copy(start: number, end: number): void {
    if (end > start) this.add(this.text.slice(start, end), start, end);
  }

  /** What a stretch of the source stands for. */
  add(piece: string, start: number, end: number): void {
    if (piece === "") return;
    this.#pieces.push(piece);
    if (this.withSegments) {
      this.decoded.push(this.length);
      this.source.push(start);
      this.end.push(end);
    }
    this.length += piece.length;
  }

  build(): string {
    return this.#pieces.length === 1 ? (this.#pieces[0] ?? "") : this.#pieces.join("");
  }
}
