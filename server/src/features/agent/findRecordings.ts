/** `find_recordings`: finds recordings. */
import * as z from "zod/mini";
import type { Listing } from "../../index/store/packed";
import type { Services } from "../services";
import { shownFindings } from "../diagnostics";
import { shownOf } from "../recordingIn";
import { shownRecording } from "./names";
import { limitOf, page, paged, pageOf, startOf } from "./pages";
import { partsOf } from "./parts";
import { number, optionalText, said, text, tool } from "./tool";
import { narrowed, wantedRecordings } from "./wanted";

const found = z.object({
  recording: text("Its path, with its number if the file has several; the name that other tools take."),
  test: z.optional(text("The pytest node id of the test that made it, or plays it.")),
  model: z.optional(z.string()),
  answer: text("What was answered, at most 80 characters."),
  findings: z.optional(number("How many problems check_recordings reports for it; absent for none.")),
});

export const findRecordings = tool({
  name: "find_recordings",
  title: "Find Recordings",
  description:
    "Find recorded LLM responses and HTTP cassettes (JSON, VCR.py YAML, HAR …) in the workspace: by pytest test, request hash, model, path, or text of prompt and answer. " +
    "Use it instead of searching or opening the files, which are large and hold streams in pieces. Gives one short entry each; read_recording reads one.",
  input: z.object({
    ...narrowed,
    hash: optionalText("The request hash in the file's name, or its first digits, four at least."),
    model: optionalText("A part of the model's name."),
    text: optionalText("Text in a message, a tool call or the answer; case is ignored."),
    ...paged,
  }),
  output: z.object({ recordings: z.array(found), total: z.optional(page.total), next_cursor: page.next_cursor, ...said }),
  answer: async (services, asked) => {
    const all = await wantedRecordings(services, asked);
    if (asked.text !== undefined) return searched(services, all, { ...asked, text: asked.text });
    const { entries, page: about } = pageOf(all, asked);
    const hint = all.length === 0 ? whyNone(services) : undefined;
    return { recordings: entries.map((each) => entryOf(services, each)), ...about, ...(hint === undefined ? {} : { hint }) };
  },
});

function entryOf(services: Services, { id, testId, model, preview }: Listing): z.infer<typeof found> {
  const summary = services.workspace.index.get(id);
  const findings = summary === undefined ? 0 : shownFindings(services, summary).length;
  return {
    recording: shownRecording(services, id),
    ...(testId === undefined ? {} : { test: testId }),
    ...(model === undefined ? {} : { model }),
    answer: preview,
    ...(findings === 0 ? {} : { findings }),
  };
}

function whyNone({ workspace: { index, folders } }: Services): string {
  if (index.size > 0) return `None of the ${index.size} recordings matches.`;
  const where = folders.all.length === 0 ? "No folder is open." : "There are no recordings in the workspace folder.";
  return `${where} Recordings are in folders such as recordings, cassettes and __recordings__.`;
}

/** In milliseconds; the rest is on the next page. */
const patience = 8_000;

/** The recordings with a text in their conversation: reads one file after the other, until there are enough or it takes too long. */
async function searched(
  services: Services,
  all: readonly Listing[],
  asked: { text: string; limit?: number | undefined; cursor?: string | undefined },
) {
  const wanted = asked.text.toLowerCase();
  const until = Date.now() + patience;
  const recordings: z.infer<typeof found>[] = [];
  let at = startOf(asked);
  for (; at < all.length && recordings.length < limitOf(asked) && Date.now() < until; at++) {
    const listing = all[at];
    if (listing && (await says(services, listing, wanted))) recordings.push(entryOf(services, listing));
  }
  if (at >= all.length) return { recordings };
  return {
    recordings,
    next_cursor: String(at),
    hint: `${at} of ${all.length} recordings were searched; give the cursor to search the others.`,
  };
}

async function says({ workspace }: Services, { id, uri }: Listing, wanted: string): Promise<boolean> {
  const document = await workspace.recording(uri);
  const summary = document && workspace.documents.summaries(document).find((each) => each.id === id);
  if (!summary) return false;
  return partsOf(shownOf(workspace.documents, document, summary)).some((part) => part.text.toLowerCase().includes(wanted));
}
