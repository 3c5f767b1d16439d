/** `unused_recordings`: recordings that no test plays, as far as files tell. */
import * as z from "zod/mini";
import { documentedRules } from "../../rules/documented";
import { findingsIn } from "./checkRecordings";
import { shownRecording } from "./names";
import { page, paged, pageOf } from "./pages";
import { said, tool } from "./tool";
import { narrowed } from "./wanted";

/** The rules that report it: nobody requests the recording, or replay does not find it. */
const codes: readonly string[] = [
  "recording.test-gone",
  "cassette.test-gone",
  "cassette.unplayed",
  "recording.misplaced",
  "recording.duplicate",
  "recording.name",
  "hash.mismatch",
  "hash.older-scheme",
];

const meaning = new Map(documentedRules.map(({ code, summary }) => [code, summary]));

export const unusedRecordings = tool({
  name: "unused_recordings",
  title: "List Unused Recordings",
  description:
    "List recordings that no test plays, as far as files tell: their test no longer exists, or replay does not look in their folder or for their name. " +
    "No test is run, so others may be unused as well. Ask the user before deleting any.",
  input: z.object({ ...narrowed, ...paged }),
  output: z.object({
    unused: z.array(
      z.object({ recording: z.string(), test: z.optional(z.string()), why: z.string().check(z.describe("A rule's code.")) }),
    ),
    reasons: z.record(z.string(), z.string()),
    total: page.total,
    next_cursor: page.next_cursor,
    ...said,
  }),
  answer: async (services, asked) => {
    const { findings } = await findingsIn(services, asked);
    const unused = findings.filter(({ finding }) => codes.includes(finding.code));
    const { entries, page: about } = pageOf(unused, asked);
    const shown = new Set(entries.map(({ finding }) => finding.code));
    return {
      unused: entries.map(({ id, finding: { code } }) => {
        const test = services.workspace.index.get(id)?.testId;
        return { recording: shownRecording(services, id), ...(test === undefined ? {} : { test }), why: code };
      }),
      reasons: Object.fromEntries([...shown].map((code) => [code, meaning.get(code) ?? code])),
      ...about,
    };
  },
});
