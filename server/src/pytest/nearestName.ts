/** How near two names are: the least number of characters to insert, delete or replace. */
export function editDistance(a: string, b: string): number {
  let before = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const replaced = (before[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1);
      current.push(Math.min(replaced, (before[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    before = current;
  }
  return before[b.length] ?? 0;
}

/** Names longer than any that people write are not compared: the work grows with the square. */
const longest = 300;

/** The nearest of the candidates, if any is so near that it may be the same under a new name; of equal ones the first. */
export function nearestName(name: string, candidates: Iterable<string>): string | undefined {
  let nearest: { readonly candidate: string; readonly distance: number } | undefined;
  if (name.length > longest) return undefined;
  for (const candidate of candidates) {
    if (candidate.length > longest) continue;
    const distance = editDistance(name, candidate);
    if (distance <= Math.max(name.length, candidate.length) / 2 && distance < (nearest?.distance ?? Infinity))
      nearest = { candidate, distance };
  }
  return nearest?.candidate;
}
