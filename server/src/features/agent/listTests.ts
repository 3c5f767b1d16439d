/** `list_tests`: the tests that have recordings. */
import * as z from "zod/mini";
import { shownFindings } from "../diagnostics";
import { page, paged, pageOf } from "./pages";
import { number, said, text, tool } from "./tool";
import { narrowed, wantedRecordings } from "./wanted";

export const listTests = tool({
  name: "list_tests",
  title: "List Recorded Tests",
  description:
    "List the pytest tests that have recordings, with how many each has and how many problems they have. Give one to find_recordings to see its recordings.",
  input: z.object({ ...narrowed, ...paged }),
  output: z.object({
    tests: z.array(z.object({ test: text("A pytest node id."), recordings: z.number(), findings: z.optional(z.number()) })),
    without_test: z.optional(number("How many recordings belong to no test that is known.")),
    total: page.total,
    next_cursor: page.next_cursor,
    ...said,
  }),
  answer: async (services, asked) => {
    const { index } = services.workspace;
    const wanted = new Set((await wantedRecordings(services, asked)).map(({ id }) => id));
    const byTest = new Map<string, string[]>();
    let without = 0;
    for (const { id, testId } of index.namedTests()) {
      if (!wanted.has(id)) continue;
      if (testId === undefined) without++;
      else add(byTest, testId, id);
    }
    const { entries, page: about } = pageOf(
      [...byTest].sort(([a], [b]) => (a < b ? -1 : 1)),
      asked,
    );
    const findings = (ids: readonly string[]) =>
      ids.flatMap((id) => index.get(id) ?? []).reduce((sum, each) => sum + shownFindings(services, each).length, 0);
    const tests = entries.map(([test, ids]) => {
      const count = findings(ids);
      return { test, recordings: ids.length, ...(count === 0 ? {} : { findings: count }) };
    });
    return { tests, ...(without === 0 ? {} : { without_test: without }), ...about };
  },
});

function add(groups: Map<string, string[]>, key: string, value: string): void {
  const group = groups.get(key);
  if (group) group.push(value);
  else groups.set(key, [value]);
}
