/** Plays a stream: chunk after chunk, the whole of it in a few seconds. Chunks, not seconds: recordings keep no times. */
import type { ReactiveController, ReactiveControllerHost } from "lit";

/** Milliseconds a chunk takes in a short stream, and the most that a long one takes in all. */
const longestChunk = 120;
const longestPlay = 12_000;
/** With reduced motion nothing changes more often than this. */
const calmStep = 400;

export interface PlayerHost extends ReactiveControllerHost {
  /** How many chunks there are. */
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

  /** From the position on; from the start when the whole is shown. */
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
