/** How soon the built command line begins with what it is asked for, against a Node that does nothing. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { median, timed, type Measurement } from "./measurements";

/** What is loaded to tell the version, and with each command; its help does nothing else. */
const asked: readonly { readonly args: readonly string[]; readonly goal: number }[] = [
  { args: ["--version"], goal: 1.5 },
  ...["check", "show", "list", "hash", "diff", "textconv", "fix", "explain", "rerecord", "mcp", "lsp"].map((name) => ({
    args: [name, "--help"],
    goal: 4,
  })),
];

export async function commandLine(root: string, rounds: number): Promise<Measurement[]> {
  const times = asked.map((): number[] => []);
  const baseline: number[] = [];
  // In turn, so that all see the same of what others do on the machine.
  for (let round = 0; round < rounds; round++) {
    baseline.push(await timed(() => run(["-e", "0"])));
    for (const [at, { args }] of asked.entries()) times[at]!.push(await timed(() => run([join(root, "dist/cli.js"), ...args])));
  }
  return asked.map(({ args, goal }, at): Measurement => {
    const what = `tapedeck ${args.join(" ")}`;
    return { what, ours: median(times[at]!), unit: "ms", than: "node -e 0", baseline: median(baseline), goal };
  });
}

function run(args: readonly string[]): void {
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`node ${args.join(" ")} ended with ${String(status)}: ${stderr}`);
}
