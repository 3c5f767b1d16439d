/** Keeps what is selected in sight while a stream is played, scrubbed or walked through, until the person scrolls away from it. */

/** Pixels between what is shown and the edge it would hide behind. */
const margin = 24;
const scrollKeys = new Set(["PageUp", "PageDown", "Home", "End", "ArrowUp", "ArrowDown", " "]);

export interface Sight {
  /** Where the selected part of the answer is drawn; undefined where it is not. */
  readonly target: () => DOMRect | undefined;
  /** The lower edge of the part of the window that nothing covers. */
  readonly bottom: () => number;
}

export class Follower {
  private isAway = false;
  private isAsked = false;

  constructor(private readonly sight: Sight) {
    addEventListener("wheel", () => this.leave(), { passive: true });
    addEventListener("touchmove", () => this.leave(), { passive: true });
    addEventListener("keydown", (event) => {
      // The list and the time line move their own selection by these keys, and say so.
      if (scrollKeys.has(event.key) && !event.defaultPrevented) this.leave();
    });
    addEventListener("pointerdown", ({ clientX }) => {
      if (clientX >= document.documentElement.clientWidth) this.leave();
    });
    addEventListener("scroll", () => this.returnIfInSight(), { passive: true });
  }

  /** The person chose what to see: from now on it is followed again. */
  resume(): void {
    this.isAway = false;
  }

  /** Brings the selected part into sight once the page has been laid out. */
  follow(): void {
    if (this.isAway || this.isAsked) return;
    this.isAsked = true;
    requestAnimationFrame(() => {
      this.isAsked = false;
      if (!this.isAway) this.show();
    });
  }

  private show(): void {
    const rect = this.sight.target();
    if (!rect || this.isInSight(rect)) return;
    const bottom = this.sight.bottom();
    // The next line of a text that grows comes up from below; what is far away is put in the middle.
    const isNext = rect.top > 0 && rect.top < bottom + 4 * rect.height;
    scrollBy({ top: isNext ? rect.bottom + margin - bottom : rect.top - bottom / 2, behavior: "instant" });
  }

  private leave(): void {
    this.isAway = true;
  }

  private returnIfInSight(): void {
    if (!this.isAway) return;
    const rect = this.sight.target();
    if (rect && this.isInSight(rect)) this.isAway = false;
  }

  private isInSight({ top, bottom }: DOMRect): boolean {
    return top >= 0 && bottom <= this.sight.bottom();
  }
}
