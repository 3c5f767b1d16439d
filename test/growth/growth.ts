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
const measurable = 8;
const smallest = 4_000;
/** Characters: by here any work that grows with the square is measurable. */
const largest = 256_000;
/** Collecting garbage, and a compiler at work beside it, make a doubling look like more now and then, but hardly in every one of so many runs. */
const runs = 12;
/** Work that grows with the square takes four times as long for twice the input. */
const tolerated = 2.8;

export interface Growth {
  /** Of the input that was measured first. */
  readonly size: number;
  /** How many times longer twice the input takes, three times over. */
  readonly factors: readonly number[];
}

/** undefined: the work is linear, or so little that it cannot be measured. */
export function superlinear<T>(make: Maker<T>, call: (input: T) => unknown): Growth | undefined {
  const size = measurableSize(make, call);
  if (size === undefined) return undefined;
  const sizes = [size, 2 * size, size / 2, 4 * size];
  const inputs = sizes.map(make);
  const least = new Map<number, number>();
  const time = (each: number) => least.get(each) ?? Infinity;
  const factor = (each: number) => time(2 * each) / time(each);
  const factors = () => [size / 2, size, 2 * size].map(factor);
  for (let run = 0; run < runs; run++) {
    for (const [at, each] of sizes.entries()) {
      const input = inputs[at];
      if (input === undefined) continue;
      least.set(
        each,
        Math.min(
          time(each),
          cpuTime(() => call(input)),
        ),
      );
      // The largest inputs cost the most: they are not tried for work that is linear so far.
      if (at === 1 && factor(size) <= tolerated) return undefined;
    }
    if (factors().some((each) => each <= tolerated)) return undefined;
  }
  return { size, factors: factors().map((each) => Math.round(each * 10) / 10) };
}

/** undefined: the work is too little to be measured, however long the input. */
function measurableSize<T>(make: Maker<T>, call: (input: T) => unknown): number | undefined {
  for (let size = smallest; size <= largest; size *= 2) {
    const input = make(size);
    if (cpuTime(() => call(input)) >= measurable) return size;
  }
  return undefined;
}
