/** What a Python user has: the same files through PyYAML's loader in C. */
import { spawnSync } from "node:child_process";

/** A file that the loader refuses is read as far as it gets. */
const script = `
import sys, time, yaml
paths = sys.stdin.read().split("\\n")
begin = time.perf_counter()
for path in paths:
    try:
        with open(path, encoding="utf-8") as file:
            yaml.load(file.read(), Loader=yaml.CSafeLoader)
    except yaml.YAMLError:
        pass
print(1000 * (time.perf_counter() - begin))
`;

/** Milliseconds in which one thread loads them all, Python's start not counted. `python` has PyYAML. */
export function loadAll(python: string, paths: readonly string[]): number {
  const { status, stdout, stderr } = spawnSync(python, ["-c", script], { input: paths.join("\n"), encoding: "utf8" });
  if (status !== 0) throw new Error(`PyYAML ended with ${String(status)}: ${stderr}`);
  return Number(stdout);
}
