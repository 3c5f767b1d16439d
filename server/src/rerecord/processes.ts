/** Identifies processes beyond their reused ids, so that no unrelated process is signalled or waited for. */
import { execFile } from "node:child_process";
import * as z from "zod/mini";
import { readOwnText } from "../disk/read";

const id = z.int().check(z.gt(0));

/** A process: its id, when it started, and its ancestors, one of which adopts it when its parent ends. */
export const processMark = z.strictObject({ pid: id, began: z.string(), parents: z.array(id) });

export type ProcessMark = z.infer<typeof processMark>;

export async function markOf(pid: number): Promise<ProcessMark> {
  const found = await look(pid);
  const parents: number[] = [];
  for (let at = found; at && at.parent > 0 && !parents.includes(at.parent); at = await look(at.parent)) parents.push(at.parent);
  return { pid, began: found?.began ?? "", parents };
}

/** Whether it is still the same process of this user. If the system does not report start times, the id has to suffice. */
export async function isAlive(mark: ProcessMark): Promise<boolean> {
  try {
    process.kill(mark.pid, 0);
  } catch {
    return false; // It has ended, or belongs to another user.
  }
  if (mark.began === "") return true;
  const now = await look(mark.pid);
  return now?.began === mark.began && (now.parent <= 1 || mark.parents.includes(now.parent));
}

/** Whether a process may be killed: it certainly is the one that was recorded, and not the root of all processes. */
export async function mayEnd(mark: ProcessMark): Promise<boolean> {
  return mark.pid > 1 && mark.began !== "" && (await isAlive(mark));
}

interface Seen {
  readonly parent: number;
  /** Identifies when a process started, and the boot of the machine. */
  readonly began: string;
}

/** undefined if there is no such process, if it is a zombie, or if the system (Windows) does not report it. */
async function look(pid: number): Promise<Seen | undefined> {
  if (process.platform === "linux") return lookInProc(pid);
  return process.platform === "win32" ? undefined : askPs(pid);
}

async function lookInProc(pid: number): Promise<Seen | undefined> {
  const read = (path: string) => readOwnText(path).catch(() => "");
  const [stat, boot] = await Promise.all([read(`/proc/${pid}/stat`), read("/proc/sys/kernel/random/boot_id")]);
  // The name, in parentheses, may contain anything.
  const [state, parent, ...others] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const ticks = others[17];
  return ticks === undefined || state === "Z" ? undefined : { parent: Number(parent), began: `${boot.trim()} ${ticks}` };
}

function askPs(pid: number): Promise<Seen | undefined> {
  const env = { LC_ALL: "C", TZ: "UTC" };
  return new Promise((resolve) => {
    execFile("/bin/ps", ["-o", "stat=,ppid=,lstart=", "-p", String(pid)], { env }, (error, output) => {
      const [state = "Z", parent = "", ...began] = error ? [] : output.trim().split(/\s+/);
      resolve(state.startsWith("Z") ? undefined : { parent: Number(parent), began: began.join(" ") });
    });
  });
}
