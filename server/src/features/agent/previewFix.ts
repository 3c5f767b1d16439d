/** `preview_fix`: what the quick fixes would change. Writes nothing. */
import * as z from "zod/mini";
import { shorten } from "../../recording/json";
import { maskedText } from "../../rules/secrets/mask";
import { noHistory } from "../causes/earlierTests";
import { earlierTests } from "../causes/howCaused";
import { written, type PlannedFile } from "../causes/plan";
import { planFixes } from "../causes/planFixes";
import type { Services } from "../services";
import { shownFile } from "./names";
import { limitOf, paged, startOf } from "./pages";
import { said, text, tool } from "./tool";
import { narrowed, wantedRecordings } from "./wanted";

const change = z.object({
  file: z.string(),
  fix: text("What is done."),
  review: z.optional(z.boolean().check(z.describe("It changes a request, a name or a test, so it needs review."))),
  new_name: z.optional(text("The file's new path.")),
  removed: z.optional(z.array(z.string())),
  added: z.optional(z.array(z.string())),
});

export const previewFix = tool({
  name: "preview_fix",
  title: "Preview Fixes",
  description:
    "Show what Tapedeck's quick fixes would change in recordings: new names of files, and the lines that would be edited. Nothing is written. " +
    "Apply them in the editor (Fix All Recordings), or edit the files as shown.",
  input: z.object({ ...narrowed, ...paged }),
  output: z.object({ changes: z.array(change), next_cursor: z.optional(z.string()), ...said }),
  answer: async (services, asked) => {
    const uris = [...new Set((await wantedRecordings(services, asked)).map(({ uri }) => uri))];
    const until = Date.now() + patience;
    const earlier = earlierTests(services, noHistory);
    const changes: z.infer<typeof change>[] = [];
    let at = startOf(asked);
    for (; at < uris.length && changes.length < limitOf(asked) && Date.now() < until; at++) {
      const { files } = await planFixes(services, { uris: [uris[at] ?? ""], codes: undefined, unsure: false, earlier });
      for (const each of files) changes.push(shownChange(services, each));
    }
    if (at < uris.length)
      return {
        changes,
        next_cursor: String(at),
        hint: `${at} of ${uris.length} files were checked; give the cursor for the others.`,
      };
    return { changes };
  },
});

/** In milliseconds. */
const patience = 8_000;

function shownChange(services: Services, file: PlannedFile): z.infer<typeof change> {
  const { uri, newUri, before, after } = written(file);
  const labels = new Set(file.parts.flatMap((part) => part.labels));
  return {
    file: shownFile(services, uri),
    fix: [...labels].join(", "),
    ...(file.parts.some(({ needsReview }) => needsReview) ? { review: true } : {}),
    ...(newUri === undefined ? {} : { new_name: shownFile(services, newUri) }),
    ...(before === after ? {} : changedLines(services, uri, before, after)),
  };
}

/** The most changed lines to show. */
const mostLines = 12;

/** Each text is masked by itself. */
function changedLines({ workspace: { documents } }: Services, uri: string, before: string, after: string) {
  const [old, now] = [before, after].map((each) => maskedText(documents.read(uri, each)).text.split(/\r\n|\n|\r/));
  const [removed, added] = [except(old ?? [], now ?? []), except(now ?? [], old ?? [])];
  return { removed: few(removed, added[0]), added: few(added, removed[0]) };
}

/** Lines that the other text lacks, or has less often. */
function except(lines: readonly string[], other: readonly string[]): readonly string[] {
  const left = new Map<string, number>();
  for (const line of other) left.set(line, (left.get(line) ?? 0) + 1);
  return lines.filter((line) => {
    const count = left.get(line) ?? 0;
    left.set(line, count - 1);
    return count <= 0;
  });
}

/** The first lines; of a long one the part that differs from its counterpart. */
function few(lines: readonly string[], counterpart = ""): string[] {
  const shown = lines.slice(0, mostLines).map((line, at) => around(line, at === 0 ? counterpart : ""));
  return lines.length > mostLines ? [...shown, `… and ${lines.length - mostLines} more lines`] : shown;
}

function around(line: string, other: string): string {
  let same = 0;
  while (line.length > 300 && same < line.length && line[same] === other[same]) same++;
  const start = Math.max(0, same - 60);
  return shorten(start > 0 ? `…${line.slice(start).replace(/^[\udc00-\udfff]/, "")}` : line, 300);
}
