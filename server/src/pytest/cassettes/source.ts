/** What a Python file says of cassettes: its tests, the cassettes that its code names, and the fixtures that say where they lie. */
import { cassetteCalls } from "./calls";
import type { CassetteFixtures, CassetteUse } from "./calls";
import { isReadForTests, openersOfText, type CassetteOpener } from "./openers";
import { anyPath, type PathText } from "./pathText";
import { glance, testsOfTree, type TestNames } from "./testNames";
import { pythonTree } from "../pythonTree";

export type { CassetteUse } from "./calls";

export interface CassetteSource extends TestNames {
  readonly uses: readonly CassetteUse[];
  readonly fixtures: CassetteFixtures;
  /** What opens cassettes, or makes tests, under names that cannot be read as a whole. */
  readonly openers: readonly CassetteOpener[];
  /** By variable or fixture that holds a VCR of its own: its `cassette_library_dir`. */
  readonly libraries: Readonly<Record<string, PathText>>;
  /** Of a file with a fixture that only running tells: a print of its text, for what running told holds as long as it is the same. */
  readonly unread?: string;
}

/** What only a parser sees; most modules mark their tests and say no more. */
const special =
  /use_cassette|default_cassette|vcr_cassette_|cassette_library_dir|_get_cassette_name|path_transformer|func_path_generator|\bCassette\.(?:load|use)\b/;

/** The same of a module with tests. */
const specialInTests = /\bmark\.vcr\s*\(\s*[^)\s]|^[ \t]+class[ \t]+Test/m;

/** What a file says of tests that pytest takes no tests from. */
const noTests: TestNames = { tests: [], open: [], makesNames: false, doubtful: [] };

/** `file` is the path, with slashes. Never throws. */
export function cassetteSource(file: string, text: string): CassetteSource {
  const isOfTests = isReadForTests(file);
  const made = openersOfText(file, text);
  if (!special.test(text) && !(isOfTests && specialInTests.test(text)))
    return { ...(isOfTests ? glance(text) : noTests), uses: [], fixtures: {}, libraries: {}, openers: made };
  const tree = pythonTree(text);
  const calls = cassetteCalls(file, tree);
  const openers = [...calls.openers, ...made, ...(tree.isWhole ? [] : [{ path: anyPath, line: 1 }])];
  const isUnread = Object.values(calls.fixtures).includes(null);
  const names = isOfTests ? testsOfTree(tree) : noTests;
  return { ...names, ...calls, openers, ...(isUnread ? { unread: printOf(text) } : {}) };
}

function printOf(text: string): string {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return `${text.length}:${hash >>> 0}`;
}

/** Whether two texts of a file say the same of cassettes, wherever it stands. */
export function isSameSource(one: CassetteSource | undefined, other: CassetteSource | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  const withoutRanges = (key: string, value: unknown) => (key === "range" || key === "line" ? undefined : value);
  return JSON.stringify(one, withoutRanges) === JSON.stringify(other, withoutRanges);
}
