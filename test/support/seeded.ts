/** Numbers from 0 up to 1, always the same for the same seed. */
export function seeded(state: number): () => number {
  return () => {
    state = (state * 1664525 + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
