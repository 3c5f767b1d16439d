import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { RunQueue } from "../../../server/src/rerecord/queue";
import { run } from "../../../server/src/rerecord/run";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "tapedeck-run-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Runs a script in Node; `said` resolves when the output holds a text. */
function script(source: string, { grace = 5000, command = process.execPath } = {}) {
  const cancel = new AbortController();
  let output = "";
  const result = run({
    command,
    args: ["-e", source],
    cwd: folder,
    environment: {},
    grace,
    signal: cancel.signal,
    onOutput: (text) => (output += text),
  });
  const said = async (text: string) => {
    while (!output.includes(text)) await delay(10);
  };
  return { result, said, cancel: () => cancel.abort(), output: () => output };
}

/** A parent that starts a child that never ends; each says its process id. */
const family = (onInterrupt: string) => `
  const { spawn } = require("node:child_process");
  const child = spawn(process.execPath, ["-e", "process.on('SIGINT', () => {}); setInterval(() => {}, 1000); console.log('child ready')"], { stdio: ["ignore", "inherit", "inherit"] });
  process.on("SIGINT", () => { ${onInterrupt} });
  require("node:fs").writeFileSync("pids", JSON.stringify([process.pid, child.pid]));
  setInterval(() => {}, 1000);
`;

describe("A run", () => {
  test("shows both streams, whole characters at a time, and says the exit status", async () => {
    const { result, output } = script(`
      const bytes = Buffer.from("Tōkyō 🗼");
      process.stderr.write("careful. ");
      process.stdout.write(bytes.subarray(0, 2));
      setTimeout(() => { process.stdout.write(bytes.subarray(2)); process.exitCode = 3 }, 100);
    `);

    expect(await result).toEqual({ kind: "ended", status: 3 });
    expect(output()).toContain("careful.");
    expect(output()).toContain("Tōkyō 🗼");
  });

  test("of a program that does not exist says so", async () => {
    const { result } = script("", { command: "no-such-program" });

    expect(await result).toEqual({ kind: "failed", reason: '"no-such-program" could not be started: it was not found.' });
  });

  test("that is cancelled is asked to end, so that it can clean up", async () => {
    const { result, said, cancel, output } = script(family("console.log('cleaned up'); process.exit(2)"));
    await said("child ready");
    cancel();

    expect(await result).toEqual({ kind: "cancelled" });
    expect(output()).toContain("cleaned up");
  });

  test("that is cancelled leaves no process behind, though a child pays no heed", async () => {
    const { result, said, cancel } = script(family("process.exit(2)"));
    await said("child ready");
    cancel();
    await result;

    await expectGone();
  });

  test("that will not end is ended", async () => {
    const { result, said, cancel } = script(family(""), { grace: 200 });
    await said("child ready");
    cancel();

    expect(await result).toEqual({ kind: "cancelled" });
    await expectGone();
  });

  test("that was cancelled before it began never begins", async () => {
    const cancelled = AbortSignal.abort();
    const result = await run({
      command: process.execPath,
      args: ["-e", "require('fs').writeFileSync('pids', '')"],
      cwd: folder,
      environment: {},
      signal: cancelled,
      onOutput: () => undefined,
    });

    expect(result).toEqual({ kind: "cancelled" });
    await expect(readFile(join(folder, "pids"))).rejects.toThrow("ENOENT");
  });
});

describe("Runs in a queue", () => {
  test("follow each other, whatever became of the one before", async () => {
    const queue = new RunQueue();
    const signal = new AbortController().signal;
    const log: string[] = [];
    const task =
      (name: string, fail = false) =>
      async () => {
        log.push(`${name} begins`);
        await delay(20);
        log.push(`${name} ends`);
        if (fail) throw new Error(name);
      };
    const first = queue.run(task("first", true), signal);
    expect(queue.busy).toBe(true);
    const second = queue.run(task("second"), signal);

    await expect(first).rejects.toThrow("first");
    await second;
    expect(log).toEqual(["first begins", "first ends", "second begins", "second ends"]);
    expect(queue.busy).toBe(false);
  });

  test("that are cancelled while they wait never begin, and let nobody pass", async () => {
    const queue = new RunQueue();
    const log: string[] = [];
    const never = new AbortController();
    const first = queue.run(() => delay(50).then(() => log.push("first")), new AbortController().signal);
    const second = queue.run(() => Promise.resolve(log.push("second")), never.signal);
    const third = queue.run(() => Promise.resolve(log.push("third")), new AbortController().signal);
    never.abort();

    expect(await second).toBeUndefined();
    expect(log).toEqual([]);
    await Promise.all([first, third]);
    expect(log).toEqual(["first", "third"]);
  });
});

async function expectGone(): Promise<void> {
  const pids = JSON.parse(await readFile(join(folder, "pids"), "utf8")) as readonly number[];
  expect(pids).toHaveLength(2);
  await expect.poll(() => Promise.all(pids.map(isRunning))).toEqual([false, false]);
}

/** A zombie that nobody has reaped yet does not run. */
async function isRunning(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
    const status = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
    return !/\) Z /.test(status);
  } catch {
    return false;
  }
}
