/** What a repository in which tests were renamed costs the command line, against what git says of it. */
import { execFileSync, spawnSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { median, timed, type Bench, type Measurement } from "./measurements";

/** Of so many recordings the test id is edited. */
const edited = 100;

export async function gitCommands({ root, workspace: { folder }, rounds }: Bench): Promise<Measurement[]> {
  const git = (...args: readonly string[]) =>
    execFileSync("git", ["-c", "user.name=Bench", "-c", "user.email=bench@example.com", ...args], {
      cwd: folder,
      stdio: "ignore",
    });
  git("init", "--quiet");
  git("add", "--all");
  git("commit", "--quiet", "--message=Recorded");
  const files = edit(folder);
  const tapedeck = (...args: readonly string[]) => run([join(root, "dist/cli.js"), ...args], folder);
  const nothing = () => run(["-e", "0"], folder);
  const stat = () => git("diff", "--stat");
  const rows = [
    {
      what: `tapedeck fix --dry-run, ${files.length} edited`,
      ours: () => tapedeck("fix", "--dry-run"),
      than: "git diff --stat",
      baseline: stat,
      goal: 60,
    },
    {
      what: `tapedeck diff, ${files.length} edited`,
      ours: () => tapedeck("diff"),
      than: "git diff --stat",
      baseline: stat,
      goal: 30,
    },
    {
      what: "tapedeck textconv FILE",
      ours: () => tapedeck("textconv", files[0] ?? ""),
      than: "node -e 0",
      baseline: nothing,
      goal: 2,
    },
  ];
  const results: Measurement[] = [];
  for (const { what, ours, than, baseline, goal } of rows) {
    const times: number[] = [];
    const baselines: number[] = [];
    for (let round = 0; round < rounds; round++) {
      baselines.push(await timed(baseline));
      times.push(await timed(ours));
    }
    results.push({ what, ours: median(times), unit: "ms", than, baseline: median(baselines), goal });
  }
  return results;
}

/** As `sed` would, and gives the paths. */
function edit(folder: string): readonly string[] {
  const found: string[] = [];
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (found.length >= edited) break;
    if (!entry.isFile() || !entry.name.endsWith(".json")) continue;
    const path = join(entry.parentPath, entry.name);
    const text = readFileSync(path, "utf8");
    const after = text.replaceAll(/("test_id": "[^"]*::test_)/g, "$1renamed_");
    if (after === text) continue;
    writeFileSync(path, after);
    found.push(path);
  }
  return found;
}

/** A status of 1 says that something was found. */
function run(args: readonly string[], cwd: string): void {
  const { status, stderr } = spawnSync(process.execPath, args, { cwd, encoding: "utf8", maxBuffer: 1024 ** 3 });
  if (status !== 0 && status !== 1) throw new Error(`node ${args.join(" ")} ended with ${String(status)}: ${stderr}`);
}
