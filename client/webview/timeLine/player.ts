/** Plays a stream chunk by chunk, all of it in a few seconds. Recordings contain no times, so chunks are evenly spaced. */
import type { ReactiveController, ReactiveControllerHost } from "lit";

/** In milliseconds: the longest time for a chunk in a short stream, and the total for a long one. */
const longestChunk = 120;
const longestPlay = 12_000;
/** With reduced motion, updates are at least this far apart. */
const calmStep = 400;

export interface PlayerHost extends ReactiveControllerHost {
  /** The number of chunks. */
  readonly length: number;
  /** The chunk after which the answer is shown, from 0; null for the whole. */
  readonly position: number | null;
  move(position: number | null): void;
}

export class Player implements ReactiveController {
  private timer: number | undefined;
  private from = 0;
  private started = 0;

  constructor(private readonly host: PlayerHost) {
    host.addController(this);
  }

  get playing(): boolean {
    return this.timer !== undefined;
  }

  hostDisconnected(): void {
    this.pause();
  }

  toggle(): void {
    if (this.playing) this.pause();
    else this.play();
  }

  pause(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.host.requestUpdate();
  }

  /** Starts at the position, or at the beginning if the whole answer is shown. */
  private play(): void {
    this.from = this.host.position ?? -1;
    this.started = performance.now();
    this.schedule();
    this.host.requestUpdate();
  }

  private schedule(): void {
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.timer = setTimeout(() => this.step(), calm ? calmStep : Math.max(16, this.chunkTime));
  }

  private get chunkTime(): number {
    return Math.min(longestChunk, longestPlay / Math.max(1, this.host.length));
  }

  private step(): void {
    const passed = Math.max(1, Math.round((performance.now() - this.started) / this.chunkTime));
    const position = this.from + passed;
    if (position >= this.host.length - 1) {
      this.host.move(null);
      this.pause();
      return;
    }
    this.host.move(position);
    this.schedule();
  }
}
