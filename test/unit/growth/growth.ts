/** How the work of a function grows with its input, measured so that a busy machine does not matter: processor time, the least of several runs. */

/** Milliseconds of this process's own work; other processes, and waiting for them, do not count. */
function cpuTime(work: () => unknown): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** Makes an input of about so many characters. */
export type Maker<T> = (size: number) => T;

/** Below it a measurement says little: the clock is coarse, and code is compiled on the way. */
const measurable = 12;
const smallest = 4_000;
/** Characters: by here any work that grows with the square is measurable. */
const largest = 512_000;
const runs = 4;
/** Work that grows with the square takes four times as long for twice the input. */
const tolerated = 2.5;

export interface Growth {
  /** Of the input that was measured first. */
  readonly size: number;
  /** How many times longer twice the input takes, and twice that. */
  readonly factors: readonly number[];
}

/** undefined: the work is linear, or so little that it cannot be measured. */
export function superlinear<T>(make: Maker<T>, call: (input: T) => unknown): Growth | undefined {
  let size = smallest;
  for (; ; size *= 2) {
    const input = make(size);
    if (cpuTime(() => call(input)) >= measurable) break;
    if (size >= largest) return undefined;
  }
  const inputs = [size, 2 * size, 4 * size].map(make);
  const least = inputs.map(() => Infinity);
  let factors: readonly number[] = [];
  for (let run = 0; run < runs; run++) {
    // What is over twice is over for good; what is not once is linear.
    for (const [at, input] of inputs.entries()) {
      if (at === 2 && run === 0 && (least[1] ?? 0) <= tolerated * (least[0] ?? 0)) return undefined;
      least[at] = Math.min(least[at] ?? Infinity, cpuTime(() => call(input)));
    }
    factors = least.slice(1).map((time, at) => time / Math.max(least[at] ?? 0, 0.1));
    if (factors.some((factor) => factor <= tolerated) || (least[0] ?? 0) < 1) return undefined;
  }
  return { size, factors: factors.map((factor) => Math.round(factor * 10) / 10) };
}
