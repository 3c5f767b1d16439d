/** Scrolls a newly opened recording so that its header and at least the beginning of its answer are visible. */

/** In pixels: the minimum of the answer that must be visible, and the space around it. */
const leastAnswer = 80;
const context = 40;

export interface Opened {
  /** The rectangle of the answer; undefined if there is none. */
  readonly answer: () => DOMRect | undefined;
  /** The lower edge of the uncovered part of the window. */
  readonly bottom: () => number;
}

export class Opening {
  private isOver = true;

  constructor(private readonly opened: Opened) {
    for (const type of ["wheel", "touchmove", "keydown", "pointerdown"])
      addEventListener(type, () => this.end(), { passive: true, capture: true });
    // A window next to an editor gets its size after its page.
    addEventListener("resize", () => this.show());
  }

  /** Another recording is shown; waits for the layout. */
  begin(): void {
    this.isOver = false;
    // Nested elements render later, and only then does the page have its height.
    requestAnimationFrame(() => this.show());
  }

  /** The user or the editor determined what to see. */
  end(): void {
    this.isOver = true;
  }

  /** Scrolls as little as necessary: a short answer is shown completely, a long one from its beginning. */
  private show(): void {
    const rect = this.isOver ? undefined : this.opened.answer();
    if (!rect) return;
    const [top, end] = [rect.top + scrollY, rect.bottom + scrollY];
    const bottom = this.opened.bottom();
    const isSeen = top + leastAnswer <= bottom;
    scrollTo({ top: isSeen ? 0 : Math.min(top - context, end + context - bottom), behavior: "instant" });
  }
}
