/** What is seen of a recording when it opens: its head, and at least the beginning of its answer, which is what it is opened for. */

/** Pixels of the answer that must be seen, and of what stands before and after it where it was scrolled to. */
const leastAnswer = 80;
const context = 40;

export interface Opened {
  /** Where the answer is drawn; undefined where there is none. */
  readonly answer: () => DOMRect | undefined;
  /** The lower edge of the part of the window that nothing covers. */
  readonly bottom: () => number;
}

export class Opening {
  private isOver = true;

  constructor(private readonly opened: Opened) {
    for (const type of ["wheel", "touchmove", "keydown", "pointerdown"])
      addEventListener(type, () => this.end(), { passive: true, capture: true });
    // A window beside an editor gets its size after its page.
    addEventListener("resize", () => this.show());
  }

  /** Another recording is shown, once the page has been laid out. */
  begin(): void {
    this.isOver = false;
    // The elements within render in their own turn, and the page has its height only after that.
    requestAnimationFrame(() => this.show());
  }

  /** The person, or the editor, has said what to see. */
  end(): void {
    this.isOver = true;
  }

  /** As little as need be is scrolled past: a short answer is seen whole, a long one from its beginning. */
  private show(): void {
    const rect = this.isOver ? undefined : this.opened.answer();
    if (!rect) return;
    const [top, end] = [rect.top + scrollY, rect.bottom + scrollY];
    const bottom = this.opened.bottom();
    const isSeen = top + leastAnswer <= bottom;
    scrollTo({ top: isSeen ? 0 : Math.min(top - context, end + context - bottom), behavior: "instant" });
  }
}
