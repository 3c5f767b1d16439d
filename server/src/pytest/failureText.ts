/** What pytest's report of a failure says about the test that failed. Lines may be joined by blanks, as when pasted into a single line. */
import { findNodeIds, parseNodeId } from "./nodeId";

export interface FailureText {
  /** The node id, if the failure names it. */
  readonly testId: string | undefined;
  /** The test's names in the headline of its section: `TestC.test_x[a]`, here as `TestC::test_x[a]`. */
  readonly title: string | undefined;
  /** Lines of Python files in the traceback, outermost first; counted from 1. */
  readonly places: readonly { readonly path: string; readonly line: number }[];
}

/** `at` is the offset of the failure's message. A session may have many failures, each in its own section. */
export function readFailureText(text: string, at: number): FailureText {
  const ids = findNodeIds(text);
  const summarized = ids.find(({ end }) => end <= at && at - end < longestSummary && /^ - [^\n]*$/.test(text.slice(end, at)));
  const headline = [...text.slice(0, at).matchAll(headlines)].at(-1);
  const title = headline?.[1] === undefined ? undefined : titleOf(headline[1]);
  const section = headline ? text.slice(headline.index, sectionEnd(text, at)) : text;
  const places = placesIn(section);
  const above = ids.findLast(({ end }) => end <= at) ?? ids[0];
  const ofTitle = title === undefined ? undefined : idOf(title, ids, places);
  return { testId: summarized?.text ?? (title === undefined ? above?.text : ofTitle), title, places };
}

/** The most characters of `FAILED id - RuntimeError: Recording not found for request hash: `. */
const longestSummary = 200;
/** `____ TestC.test_x[a] ____`, `____ ERROR at setup of test_x ____`. */
const headlines = /(?<!_)_{3,} (?:ERROR at (?:setup|teardown|call) of )?(\S(?:[^\n]{0,2000}?\S)?) _{3,}/g;

function titleOf(headline: string): string {
  const bracket = headline.indexOf("[");
  const names = bracket < 0 ? headline : headline.slice(0, bracket);
  return names.replaceAll(".", "::") + headline.slice(names.length);
}

/** The start of the next section: another headline, or a line of equals signs. */
function sectionEnd(text: string, from: number): number {
  const next = /(?<!_)_{3,} \S|(?<!=)={3,} \S/.exec(text.slice(from));
  return next ? from + next.index : text.length;
}

/** `tests/test_x.py:12: in test_x`, `tests/test_x.py:12: RuntimeError`, `File "tests/test_x.py", line 12`. */
const sourceLine = /(?:^|[\s"'(])([^\s"'(:]{1,1000}\.py)(?::|", line )(\d{1,7})\b/g;

function placesIn(text: string): FailureText["places"] {
  return [...text.matchAll(sourceLine)].map(([, path = "", line]) => ({ path, line: Number(line) }));
}

/** The id in the text with the names of the title; of several, one whose module is in the traceback. */
function idOf(title: string, ids: ReturnType<typeof findNodeIds>, places: FailureText["places"]): string | undefined {
  const fitting = ids.map(({ text }) => text).filter((text) => text.slice(text.indexOf("::") + 2) === title);
  const passed = (text: string) => places.some(({ path }) => path.endsWith(parseNodeId(text)?.path ?? "-"));
  return fitting.find(passed) ?? fitting[0];
}
