/** `compare_recordings` and `diff_recordings`: differences in meaning. The latter asks git, read-only. */
import { relative, resolve } from "node:path";
import * as z from "zod/mini";
import { changedRecordings, type ChangedRecording } from "../features/changes/changed";
import { kindInWords, kinds, noiseOf, toldChanges } from "../features/changes/told";
import { viewerFromHere } from "../features/changes/viewerFromHere";
import { Git, GitError } from "../git/git";
import { recordingName, recordingNamed, shownFile, shownRecording, urisOf } from "../features/agent/names";
import { page, paged, pageOf } from "../features/agent/pages";
import { optionalText, said, text, tool, ToolError } from "../features/agent/tool";
import { compare } from "../features/compare";
import type { Services } from "../features/services";
import { pathOfUri, uriOfPath } from "../index/uris";

const told = z.array(
  z.object({ what: z.string(), change: text("Words in [-…-] were removed and words in {+…+} added, or `before → after`.") }),
);

const revision = optionalText("A git revision: HEAD, main, a commit.");

export const compareRecordings = tool({
  name: "compare_recordings",
  title: "Compare Recordings",
  description:
    "Show what differs in meaning between two recordings, or between one and its version in git: words of the answer, tool calls, finish reason, fields of the request. " +
    "Ids, times and how the stream was cut are noise and only named.",
  input: z.object({
    before: recordingName,
    after: z.optional(recordingName),
    revision: z.optional(
      text("Instead of `after`: compare the version of `before` in this git revision with the file as it is now.").check(
        z.maxLength(200),
      ),
    ),
  }),
  output: z.object({
    before: z.string(),
    after: z.string(),
    summary: z.string(),
    changes: told,
    noise: z.optional(z.string()),
    ...said,
  }),
  answer: async (services, { before, after, revision: asked }) => {
    await services.workspace.whenIndexed();
    if ((after === undefined) === (asked === undefined)) throw new ToolError("Give either `after` or `revision`.");
    if (after !== undefined) return compareTwo(services, before, after);
    return withRevision(services, before, asked ?? "HEAD");
  },
});

async function compareTwo(services: Services, before: string, after: string) {
  const [one, other] = [recordingNamed(services, before), recordingNamed(services, after)];
  const { difference } = await compare(services, { uri: one.id }, { uri: other.id });
  const noise = noiseOf(difference);
  return {
    before: shownRecording(services, one.id),
    after: shownRecording(services, other.id),
    summary: difference.summary,
    changes: changesOf({ difference }),
    ...(noise === "" ? {} : { noise }),
  };
}

async function withRevision(services: Services, name: string, asked: string) {
  const { id, uri } = recordingNamed(services, name);
  const shown = shownRecording(services, id);
  const changes = await changedSince(services, asked, [pathOfUri(uri)]);
  const found = changes.find((each) => shownChange(services, each.file) === shown);
  const about = { before: `${shown} in ${asked}`, after: shown };
  if (found === undefined) return { ...about, summary: "Nothing changed.", changes: [] };
  const noise = found.difference ? noiseOf(found.difference) : "";
  return {
    ...about,
    summary: found.difference?.summary ?? kindInWords(found.kind),
    changes: changesOf(found),
    ...(noise === "" ? {} : { noise }),
  };
}

const changesOf = (change: Pick<ChangedRecording, "difference">) =>
  toldChanges(change).map(({ what, said: change }) => ({ what, change }));

export const diffRecordings = tool({
  name: "diff_recordings",
  title: "Diff Recordings Against Git",
  description:
    "Show which recordings of the working tree differ in meaning from a git revision (HEAD by default), and what a test would notice: after recording again, or to review a branch. " +
    "Use it instead of git diff on recordings. Those that differ only in noise are just counted.",
  input: z.object({ revision, path: optionalText("A file or folder, from the workspace folder or absolute."), ...paged }),
  output: z.object({
    counts: z.record(z.string(), z.number()),
    recordings: z.array(
      z.object({
        recording: z.string(),
        kind: z.enum(kinds),
        was: z.optional(text("Where it was.")),
        test: z.optional(z.string()),
        answer: z.optional(z.string()),
        changes: z.optional(told),
      }),
    ),
    total: page.total,
    next_cursor: page.next_cursor,
    ...said,
  }),
  answer: async (services, asked) => {
    await services.workspace.whenIndexed();
    const paths = asked.path === undefined ? foldersOf(services) : urisOf(services, asked.path).map(pathOfUri);
    const all = await changedSince(services, asked.revision ?? "HEAD", paths);
    const counted = kinds.map((kind) => [kind, all.filter((each) => each.kind === kind).length] as const);
    const rank = ({ kind }: ChangedRecording) => kinds.indexOf(kind);
    const shown = all
      .filter(({ kind }) => kind !== "same-meaning")
      .sort((a, b) => rank(a) - rank(b) || (a.file < b.file ? -1 : 1));
    const { entries, page: about } = pageOf(shown, asked);
    return {
      counts: Object.fromEntries(counted.filter(([, count]) => count > 0)),
      recordings: entries.map((each) => entryOf(services, each)),
      ...about,
    };
  },
});

function entryOf(services: Services, change: ChangedRecording) {
  const { kind, file, formerFile, tests, answer } = change;
  const changes = changesOf(change).slice(0, 8);
  return {
    recording: shownChange(services, file),
    kind,
    ...(formerFile === undefined ? {} : { was: shownChange(services, formerFile) }),
    ...(tests[0] === undefined ? {} : { test: tests[0] }),
    ...(kind === "changed" || answer === "" ? {} : { answer }),
    ...(changes.length === 0 ? {} : { changes }),
  };
}

const foldersOf = ({ workspace: { folders } }: Services): readonly string[] => folders.all.map(({ uri }) => pathOfUri(uri));

/** A file's path as the other tools give it: relative to the folder of the process. */
function shownChange(services: Services, file: string): string {
  const [, path = file, number = ""] = /^(.*?)(#\d+)?$/s.exec(file) ?? [];
  return shownFile(services, uriOfPath(resolve(path))) + number;
}

async function changedSince(services: Services, asked: string, paths: readonly string[]): Promise<readonly ChangedRecording[]> {
  const [folder] = foldersOf(services);
  try {
    if (folder === undefined) throw new GitError("No folder is open.");
    const git = await Git.around(folder);
    const inside = paths.filter((path) => !relative(git.top, path).startsWith(".."));
    if (inside.length === 0) throw new GitError("This path is outside of the repository.");
    const before = asked === "HEAD" ? await git.head() : await git.commit(asked);
    if (before === undefined) throw new GitError(`There is no revision "${asked}".`);
    const viewer = viewerFromHere(services.workspace.formats, false);
    const changes: ChangedRecording[] = [];
    for await (const change of changedRecordings(git, await git.changed({ before, after: undefined }, inside), viewer))
      changes.push(change);
    return changes;
  } catch (error) {
    throw error instanceof GitError ? new ToolError(error.message) : error;
  }
}
