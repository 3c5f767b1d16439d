/** What a bug report needs: versions, folders, numbers of files, settings, times and the log. */
import { homedir, release } from "node:os";
import { recentLog } from "../../log";
import { maskSecrets } from "../../rules/secrets/mask";
import type { RecordingSummary } from "../../index/store/summary";
import { nameIn } from "../../index/baseline/baselines";
import { pathOfUri } from "../../index/uris";
import type { Workspace } from "../../index/workspace";
import { block, code, joined, prose, table, type Markdown } from "../markdown";
import { staleEntries } from "../baseline";
import type { Services } from "../services";
import { environmentsOf } from "./environments";
import { withoutValues } from "./withoutValues";

/** What the server does not know. */
export interface SetupAsked {
  /** Names and versions, such as those of the editor and the extension. */
  readonly versions: Readonly<Record<string, string>>;
  /** Settings that differ from the default, by full name. */
  readonly settings: Readonly<Record<string, unknown>>;
}

/** As Markdown, with credentials masked and the home folder replaced by `~`. Does not wait for a scan. */
export async function describeSetup(
  { workspace }: Pick<Services, "workspace">,
  { versions, settings }: SetupAsked,
): Promise<string> {
  const folders = await Promise.all(workspace.folders.all.map(({ uri }) => folder(workspace, uri)));
  const sections = [
    prose`# Tapedeck: diagnostics info`,
    versionsTable(versions),
    prose`## Folders`,
    ...(folders.length > 0 ? folders : [prose`None.`]),
    prose`## Settings that differ from the default`,
    settingsList(settings),
    prose`## Scan`,
    scan(workspace),
    prose`## Last lines of the log`,
    recentLog().length > 0 ? block(recentLog().join("\n")) : prose`Empty.`,
  ];
  return `${withoutHome(maskSecrets(joined(sections, "\n\n")))}\n`;
}

function versionsTable(versions: SetupAsked["versions"]): Markdown {
  const all = {
    ...versions,
    "Node of the server": process.version,
    system: `${process.platform} ${process.arch}, ${release()}`,
  };
  const rows = Object.entries(all).map(([name, value]) => [code(name), code(value)]);
  return table([{ title: "what" }, { title: "version" }], rows);
}

async function folder(workspace: Workspace, uri: string): Promise<Markdown> {
  const recordings = workspace.index.all().filter((each) => workspace.folders.folderOf(each.uri) === uri);
  const environments = await environmentsOf(pathOfUri(uri));
  const lines = [
    prose`### ${code(pathOfUri(uri))}`,
    joined(
      [
        ...(recordings.length > 0 ? formatsOf(workspace, recordings) : [prose`- no recordings`]),
        ...baselineIn(workspace, uri),
        ...environments.map(({ name, versions }) => prose`- ${code(name)}: ${code(versions.join(", "))}`),
      ],
      "\n",
    ),
  ];
  return joined(lines, "\n\n");
}

/** "baseline `tapedeck-baseline.json`: 962 findings, 3 of which no longer occur" */
function baselineIn(workspace: Workspace, uri: string): readonly Markdown[] {
  const baseline = workspace.baselines.for(uri);
  if (baseline?.text === undefined) return [];
  const name = code(nameIn(`${uri}/`, baseline.uri));
  if (baseline.problem) return [prose`- baseline ${name}: cannot be read`];
  const { index } = workspace;
  const stale = staleEntries(
    { workspace },
    { recordings: index.all(), files: new Set(index.uris()), isAll: true },
    baseline,
  ).length;
  return [prose`- baseline ${name}: ${baseline.entries.length} findings, ${stale} of which no longer occur`];
}

/** "OGX recording: 120 in 120 files, hash scheme 4 (since April 2026: search results left out), inferred from the names". */
function formatsOf(workspace: Workspace, recordings: readonly RecordingSummary[]): readonly Markdown[] {
  return [...new Set(recordings.map(({ format }) => format))].sort().map((id) => {
    const those = recordings.filter(({ format }) => format === id);
    const format = workspace.formats.all.find((each) => each.id === id);
    const files = new Set(those.map(({ uri }) => uri)).size;
    const scheme = format?.naming === undefined ? undefined : schemeOf(workspace, those[0]?.uri ?? "");
    const told = scheme === undefined ? prose`` : prose`, hash scheme ${code(scheme)}`;
    return prose`- ${code(format?.title ?? id)}: ${those.length} in ${files} files${told}`;
  });
}

function schemeOf({ findings, folders, formats }: Workspace, uri: string): string {
  const found = findings.schemes.of(uri);
  if (found === undefined) return "not shown by the names";
  const isSet = folders.settingsFor(uri).hashScheme !== "auto";
  return `${formats.describeScheme(found)}, ${isSet ? "set by tapedeck.hashScheme" : "inferred from the names"}`;
}

function settingsList(settings: SetupAsked["settings"]): Markdown {
  const entries = Object.entries(settings);
  if (entries.length === 0) return prose`None.`;
  return joined(
    entries.map(([name, value]) => prose`- ${code(`${name}: ${JSON.stringify(withoutValues(name, value))}`)}`),
    "\n",
  );
}

function scan({ index, times }: Workspace): Markdown {
  const after = (milliseconds: number | undefined) =>
    milliseconds === undefined ? prose`not yet` : prose`after ${Math.round(milliseconds / 100) / 10} s`;
  return joined(
    [
      prose`- tests of all recordings known: ${after(times.listed)}`,
      prose`- all recordings checked: ${after(times.indexed)}`,
      prose`- recordings: ${index.size}, of which not read: ${index.unread}`,
      prose`- memory of the server: ${Math.round(process.memoryUsage.rss() / 1e6)} MB`,
    ],
    "\n",
  );
}

/** Also if it is written with the other kind of slashes. */
function withoutHome(text: string): string {
  const home = homedir();
  if (home.length < 2) return text;
  const spellings = [home, home.replaceAll("\\", "/"), home.replaceAll("\\", "\\\\")];
  return [...new Set(spellings)].reduce((rest, each) => rest.split(each).reduce(joinedByTilde), text);
}

/** Only if the folder's name ends there: `/home/anna` is not in `/home/ann`. */
function joinedByTilde(before: string, after: string): string {
  const isWhole = !/^[\w-]/.test(after);
  return before + (isWhole ? "~" : homedir()) + after;
}
