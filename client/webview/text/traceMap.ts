/** Maps the words of a source to what was rendered from it: Markdown, indented JSON. */

interface Stretch {
  readonly node: Text;
  /** Offset in the node. */
  readonly start: number;
  readonly length: number;
  /** Offset in the source. */
  readonly source: number;
}

/** How far to search for a word: there is only some markup between two rendered words. */
const reach = 400;
const words = /[\p{L}\p{N}_]+|[^\s\p{L}\p{N}_]/gu;

/** Finds words in order, each after the previous one, because rendering only removes markup. */
export class TraceMap {
  private readonly stretches: readonly Stretch[];

  constructor(root: Node, source: string) {
    const stretches: Stretch[] = [];
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    let from = 0;
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      if (!(node instanceof Text)) continue;
      for (const match of node.data.matchAll(words)) {
        const found = source.slice(from, from + reach).indexOf(match[0]);
        if (found < 0) continue;
        stretches.push({ node, start: match.index, length: match[0].length, source: from + found });
        from += found + match[0].length;
      }
    }
    this.stretches = stretches;
  }

  /** The ranges that show the source from `start` to `end`, exclusive; empty if that is only markup. */
  rangesOf(start: number, end: number): Range[] {
    const ranges: Range[] = [];
    for (let at = this.firstAfter(start); at < this.stretches.length; at++) {
      const stretch = this.stretches[at];
      if (!stretch || stretch.source >= end) break;
      const first = Math.max(stretch.source, start) - stretch.source;
      const last = Math.min(stretch.source + stretch.length, end) - stretch.source;
      const range = new Range();
      range.setStart(stretch.node, stretch.start + first);
      range.setEnd(stretch.node, stretch.start + last);
      ranges.push(range);
    }
    return ranges;
  }

  /** The offset in the source of a rendered position; null if no source is near. */
  sourceAt(node: Node, offset: number): number | null {
    const near = this.stretches.findLast((stretch) => stretch.node === node && stretch.start <= offset);
    return near ? near.source + Math.min(offset - near.start, near.length - 1) : null;
  }

  /** Index of the first part that ends after an offset. */
  private firstAfter(offset: number): number {
    let low = 0;
    let high = this.stretches.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const stretch = this.stretches[middle];
      if (stretch && stretch.source + stretch.length <= offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
