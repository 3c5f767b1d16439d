/** OGX's own recorder, of its latest release and of older ones, as the judge of ours. */
import { spawnSync } from "node:child_process";
import { basename, join } from "node:path";
import { ensurePythonReleases } from "../../support/pythonEnvironment.mjs";

/** The oldest Python that the recorder runs on. */
const oldestPython = [3, 12] as const;

export interface Recorders {
  /** The interpreter of the environment in which the latest recorder is installed whole. */
  readonly python: string;
  /** `ogx 1.4.1`, `llama-stack 0.3.5` …, oldest first; the last is the one that is installed. */
  readonly releases: readonly string[];
  /** What a release's functions return for each job: the name of a function of recorder.py, and its arguments. One process for all of them. */
  judge(release: string, jobs: readonly Job[]): readonly Judgement[];
}

export type Job = readonly [name: "hash_of" | "folder_of" | "found" | "listed" | "replayed" | "digest" | "raised", ...unknown[]];

/** What it returned, or why it raised. */
export type Judgement = { readonly value: unknown; readonly error?: undefined } | { readonly error: string };

/** What this environment installs; its requirements pin the same. */
const latest = "ogx 1.5.0";

/**
 * Installed when first asked for. undefined, said out loud, where that cannot be done: no network, or no Python that is new enough. On a build
 * server, whose tests nobody reads who pass, it rejects instead.
 */
export async function findRecorders(): Promise<Recorders | undefined> {
  try {
    const { python, wheels } = await ensurePythonReleases("recorder", oldestPython);
    const older = new Map(wheels.map((wheel) => [releaseOf(wheel), wheel]));
    const releases = [...[...older.keys()].sort(byAge), latest];
    return { python, releases, judge: (release, jobs) => run(python, older.get(release), jobs) };
  } catch (error) {
    if (process.env["CI"]) throw error;
    console.warn(`SKIPPED: OGX's recorder cannot be installed, so it judges nothing. ${String(error)}`);
    return undefined;
  }
}

/** The value of a judgement; throws where the recorder did. */
export function valueOf(judgement: Judgement | undefined): unknown {
  if (judgement?.error === undefined) return judgement?.value;
  throw new Error(`The recorder raised ${judgement.error}`);
}

function releaseOf(wheel: string): string {
  const [name = "", version = ""] = basename(wheel).split("-");
  return `${name.replace("_", "-")} ${version}`;
}

/** The project was renamed with version 0.8; until then its versions are lower. */
function byAge(a: string, b: string): number {
  const [older = "", newer = ""] = [a, b].map((release) => release.split(" ")[1]);
  return older.localeCompare(newer, "en", { numeric: true });
}

function run(interpreter: string, wheel: string | undefined, jobs: readonly Job[]): readonly Judgement[] {
  const args = ["-B", join(import.meta.dirname, "recorder.py"), ...(wheel === undefined ? [] : [wheel])];
  const input = jobs.map((job) => JSON.stringify(job)).join("\n");
  const env = { ...process.env, PYTHONIOENCODING: "utf-8" };
  const { status, stdout, stderr } = spawnSync(interpreter, args, { input, encoding: "utf8", maxBuffer: 1 << 30, env });
  if (status !== 0) throw new Error(`recorder.py failed.\n${stderr}`);
  return stdout.split("\n").flatMap((line) => (line === "" ? [] : [JSON.parse(line) as Judgement]));
}

export interface Session {
  readonly mode: "record" | "replay" | "record-if-missing";
  /** The base folder of the recordings. */
  readonly base: string;
  /** The provider's address. */
  readonly url: string;
  /** With `server:` before it, the test is known to those who write alone. */
  readonly testId: string;
}

/** What the clients handed out in a session, by the names of session.py. */
export type Answers = Readonly<
  Record<"models" | "chat" | "stream" | "completion" | "responses" | "message" | "messages" | "failure", unknown>
>;

/** Runs session.py, whole, as a test of OGX would ask; throws what it printed where it raises. */
export function runSession({ python }: Recorders, { mode, base, url, testId }: Session): Answers {
  const args = ["-B", join(import.meta.dirname, "session.py"), mode, base, url, testId];
  const { status, stdout, stderr } = spawnSync(python, args, {
    encoding: "utf8",
    env: { ...process.env, PYTHONIOENCODING: "utf-8" },
  });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as Answers;
}
