/**
 * The tools that change recordings, available with `--allow-write`. They run the command line's `fix` and `rerecord` in one of the folders, with the
 * same limits, journal and undo. If the client can ask the user, the user confirms each change first.
 */
import { counted } from "../counted";
import { dirname } from "node:path";
import * as z from "zod/mini";
import { isReallyInside } from "../disk/paths";
import { pathOfUri } from "../index/uris";
import { urisOf } from "../features/agent/names";
import { optionalText, said, text, tool, ToolError, type Tool } from "../features/agent/tool";
import type { Services } from "../features/services";
import { isGlob } from "../index/scan/globs";
import { runCommand } from "./runCommand";

/** Asks the user; true if the client cannot ask, because then it decides itself which tools an agent may call. */
export type Confirm = (question: string) => Promise<boolean>;

/** The part of the output of `tapedeck fix --format json` that is used. */
const fixed = z.object({
  fixed: z.number(),
  causes: z.array(
    z.object({
      title: z.string(),
      files: z.array(z.object({ file: z.string(), newFile: z.nullable(z.string()) })),
    }),
  ),
  left: z.array(z.object({ title: z.string(), reason: z.optional(z.string()) })),
});

const planned = z.object({ command: z.array(z.string()), folder: z.string(), recordings: z.array(z.unknown()) });

const recorded = z.object({
  message: z.string(),
  recordings: z.array(
    z.object({
      ...{ file: z.string(), testId: z.nullable(z.string()), kind: z.string(), test: z.string() },
      ...{ summary: z.string(), accepted: z.boolean() },
    }),
  ),
});

/** The most recordings that are named; further ones are only counted. */
const mostNamed = 100;

export const writeTools = (confirm: Confirm): readonly Tool[] => [fixRecordings(confirm), rerecordTests(confirm)];

const fixRecordings = (confirm: Confirm): Tool =>
  tool({
    name: "fix_recordings",
    title: "Fix Recordings",
    description:
      "Apply the verified fixes that preview_fix proposes: new file names, ids, renamed tests. All of them are applied, or none. " +
      "The user may be asked. `tapedeck undo` undoes it.",
    input: z.object({
      path: optionalText("A file, folder or glob; everything without it."),
      code: optionalText("Only findings of this rule, such as hash.mismatch."),
    }),
    output: z.object({
      fixed: z.number(),
      changes: z.array(z.object({ file: z.string(), new_name: z.optional(z.string()), fix: z.string() })),
      left: z.array(z.object({ problem: z.string(), reason: z.optional(z.string()) })),
      ...said,
    }),
    answer: async (services, { path, code }) => {
      const folder = await folderFor(services, path);
      const args = ["fix", "--format", "json", ...(code === undefined ? [] : ["--code", code])];
      const operands = path === undefined ? [] : ["--", path];
      const run = async (how: string) => fixed.parse(await runCommand(folder, [...args, how, ...operands]));
      const plan = await run("--dry-run");
      const files = plan.causes.flatMap((cause) => cause.files).length;
      if (files === 0) return told(plan, "There is nothing to fix; nothing was changed.");
      await agreed(confirm, `Fix ${counted(files, "recording")} in ${folder}? "tapedeck undo" undoes it.`);
      return told(await run("--yes"), "`tapedeck undo` in the project's folder undoes it.");
    },
  });

function told({ fixed: count, causes, left }: z.infer<typeof fixed>, hint: string) {
  const changes = causes.flatMap(({ title, files }) =>
    files.map(({ file, newFile }) => ({ file, ...(newFile === null ? {} : { new_name: newFile }), fix: title })),
  );
  const others = left.map(({ title, reason }) => ({ problem: title, ...(reason === undefined ? {} : { reason }) }));
  return { fixed: count, changes: changes.slice(0, mostNamed), left: others.slice(0, mostNamed), hint };
}

const rerecordTests = (confirm: Confirm): Tool =>
  tool({
    name: "rerecord_tests",
    title: "Re-record Tests",
    description:
      "Run tests with pytest against the real provider, and replace their recordings by what it answers now. This runs the project's code, may cost money, " +
      "and needs the provider's keys in the server's environment. The user may be asked. Of tests that failed, nothing is replaced.",
    input: z.object({
      tests: z.array(text("A pytest node id, a test module, or the path of a recording.")).check(z.minLength(1), z.maxLength(50)),
      mode: z.optional(z.enum(["record", "record-if-missing"])),
    }),
    output: z.object({
      message: z.string(),
      recordings: z.array(
        z.object({
          ...{ file: z.string(), test: z.optional(z.string()), kind: z.string(), outcome: z.string() },
          ...{ summary: z.string(), accepted: z.boolean() },
        }),
      ),
      ...said,
    }),
    answer: async (services, { tests, mode = "record" }) => {
      const [folder = "", ...others] = new Set(await Promise.all(tests.map((test) => folderFor(services, moduleOf(test)))));
      if (others.length > 0)
        throw new ToolError("These tests belong to several folders; re-record those of one folder at a time.");
      const args = ["rerecord", "--format", "json", "--mode", mode];
      const plan = planned.parse(await runCommand(folder, [...args, "--dry-run", "--", ...tests]));
      await agreed(
        confirm,
        `Run ${plan.command.join(" ")} in ${plan.folder}, and replace ${counted(plan.recordings.length, "recording")} by what is recorded?`,
      );
      const { message, recordings } = recorded.parse(await runCommand(folder, [...args, "--", ...tests]));
      const shown = recordings.slice(0, mostNamed).map(({ testId, test: outcome, ...each }) => ({
        ...each,
        outcome,
        ...(testId === null ? {} : { test: testId }),
      }));
      return { message, recordings: shown };
    },
  });

async function agreed(confirm: Confirm, question: string): Promise<void> {
  if (!(await confirm(question))) throw new ToolError("The user did not agree, so nothing was changed. Do not ask again.");
}

const moduleOf = (test: string) => test.split("::")[0] ?? "";

/** The folder (a path) that contains a path, links followed; the only folder if no path is given. */
async function folderFor(services: Services, path: string | undefined): Promise<string> {
  const roots = services.workspace.folders.all.map(({ uri }) => pathOfUri(uri));
  const [first] = roots;
  if (first === undefined) throw new ToolError("There is no folder with recordings.");
  if (path === undefined && roots.length === 1) return first;
  if (path === undefined) throw new ToolError("Several folders are open: name a path in one of them.");
  // A glob is searched from the folder before its first wildcard.
  const place = isGlob(path) ? dirname(`${path.slice(0, path.search(/[*?[{\\!]/))}x`) : path;
  if (path.startsWith("-")) throw new ToolError("A path or test does not begin with a hyphen.");
  for (const uri of urisOf(services, place))
    for (const root of roots) if (await isReallyInside(root, pathOfUri(uri))) return root;
  throw new ToolError("That is not in an open folder.");
}
