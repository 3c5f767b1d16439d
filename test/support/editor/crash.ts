/** Kills processes, to test recovery. Linux only. */
import { readdir, readFile } from "node:fs/promises";

/** Kills the extension hosts that a server has started; throws if there is none. */
export async function killExtensionHosts(server: number): Promise<void> {
  const parents = await parentsOfAll();
  const isOfServer = (pid: number): boolean => pid === server || (pid > 1 && isOfServer(parents.get(pid) ?? 0));
  const hosts: number[] = [];
  for (const pid of parents.keys()) {
    const command = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
    if (command.includes("--type=extensionHost") && isOfServer(pid)) hosts.push(pid);
  }
  if (hosts.length === 0) throw new Error("No extension host runs.");
  for (const pid of hosts) process.kill(pid, "SIGKILL");
}

async function parentsOfAll(): Promise<ReadonlyMap<number, number>> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const stats = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/stat`, "utf8").catch(() => "")));
  // The name, in parentheses, may contain anything.
  return new Map(
    stats.flatMap((stat, index) =>
      stat === "" ? [] : [[Number(pids[index]), Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1])]],
    ),
  );
}
