/** Keeps the selection visible while a stream is played or stepped through, until the user scrolls away. */

/** The distance in pixels to keep from the edge. */
const margin = 24;
const scrollKeys = new Set(["PageUp", "PageDown", "Home", "End", "ArrowUp", "ArrowDown", " "]);

export interface Sight {
  /** The rectangle of the selected part of the answer; undefined if it is not rendered. */
  readonly target: () => DOMRect | undefined;
  /** The lower edge of the uncovered part of the window. */
  readonly bottom: () => number;
}

export class Follower {
  private isAway = false;
  private isAsked = false;

  constructor(private readonly sight: Sight) {
    addEventListener("wheel", () => this.leave(), { passive: true });
    addEventListener("touchmove", () => this.leave(), { passive: true });
    addEventListener("keydown", (event) => {
      // The list and the time line handle these keys themselves.
      if (scrollKeys.has(event.key) && !event.defaultPrevented) this.leave();
    });
    addEventListener("pointerdown", ({ clientX }) => {
      if (clientX >= document.documentElement.clientWidth) this.leave();
    });
    addEventListener("scroll", () => this.returnIfInSight(), { passive: true });
  }

  /** The user selected something: follow again. */
  resume(): void {
    this.isAway = false;
  }

  /** Scrolls to the selected part after the next layout. */
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
    // The next line of a growing text is scrolled into view from below; anything far away is centred.
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
