/** What a Python file says about cassettes: its tests, the cassettes named in its code, and the fixtures that determine where they are. */
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
  /** Code that opens cassettes, or generates tests, with names that cannot be determined completely. */
  readonly openers: readonly CassetteOpener[];
  /** The `cassette_library_dir` by variable or fixture with a VCR of its own. */
  readonly libraries: Readonly<Record<string, PathText>>;
  /** For a file with a fixture that has to run: a digest of its text, because the result of running it is valid while the text is the same. */
  readonly unread?: string;
}

/** What requires a parser; most modules only mark their tests. */
const special =
  /use_cassette|default_cassette|vcr_cassette_|cassette_library_dir|_get_cassette_name|path_transformer|func_path_generator|\bCassette\.(?:load|use)\b/;

/** The same for a module with tests. */
const specialInTests = /\bmark\.vcr\s*\(\s*[^)\s]|^[ \t]+class[ \t]+Test/m;

/** The result for files in which pytest finds no tests. */
const noTests: TestNames = { tests: [], open: [], makesNames: false, doubtful: [] };

/** `file` is the path, with forward slashes. Never throws. */
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

/** Whether two versions of a file say the same about cassettes, at any position. */
export function isSameSource(one: CassetteSource | undefined, other: CassetteSource | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  const withoutRanges = (key: string, value: unknown) => (key === "range" || key === "line" ? undefined : value);
  return JSON.stringify(one, withoutRanges) === JSON.stringify(other, withoutRanges);
}
