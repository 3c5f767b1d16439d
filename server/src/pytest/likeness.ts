/** The similarity of two names. */

/** Longer names are not compared, because the work is quadratic. */
const longest = 300;

/** The least number of characters to insert, delete or replace; Infinity if the names are too long to compare. */
export function editDistance(a: string, b: string): number {
  if (a.length > longest || b.length > longest) return Infinity;
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

/** The similarity of two tests' names, from 0 to 1, by letters in order or words in any order. For methods, the classes or the names must agree. */
export function likeness(a: string, b: string): number {
  const [classA, nameA] = taken(a);
  const [classB, nameB] = taken(b);
  if (classA === classB) return inCommon(nameA, nameB);
  return nameA === nameB ? Math.max(0.5, inCommon(classA, classB)) : 0;
}

/** Removes the prefix that all tests share. */
function taken(name: string): readonly [string, string] {
  const at = name.lastIndexOf("::");
  const bare = (text: string) => text.replace(/^test_?(?=.)/i, "");
  return at < 0 ? ["", bare(name)] : [bare(name.slice(0, at)), bare(name.slice(at + 2))];
}

function inCommon(a: string, b: string): number {
  const distance = editDistance(a, b);
  if (distance === Infinity) return 0;
  const letters = 1 - distance / Math.max(a.length, b.length, 1);
  const [wordsA, wordsB] = [wordsOf(a), wordsOf(b)];
  const free = [...wordsB];
  let same = 0;
  for (const word of wordsA) {
    const at = free.findIndex((other) => isSameWord(word, other));
    if (at >= 0) free.splice(at, 1);
    if (at >= 0) same++;
  }
  const words = (2 * same) / Math.max(wordsA.length + wordsB.length, 1);
  return Math.max(letters, words >= 0.6 ? words : 0);
}

const wordsOf = (name: string): readonly string[] => name.toLowerCase().split(/[_:]+/).filter(Boolean);

/** `usage` and `usages`, `include` and `included`. */
function isSameWord(a: string, b: string): boolean {
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  return short === long || (short.length >= 4 && long.startsWith(short) && long.length - short.length <= 3);
}
