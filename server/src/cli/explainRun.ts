/** `tapedeck explain --run`: runs a test without recording, with connections to other machines refused, and collects the requests that it misses. */
import { realpathSync } from "node:fs";
import { join } from "node:path";
import { userCacheFolder } from "../disk/privateFolder";
import { parseNodeId, unsafeNodeId } from "../pytest/nodeId";
import { shorten } from "../recording/json";
import type { MissedEvent } from "../pytest/cassettes/replayed";
import { replayTests } from "../rerecord/replayRun";
import { runSettings } from "./command";
import { colorsOfTests, interruptible, outputOfTests, tellWaiting } from "./interruptible";

interface Options {
  readonly python: string;
  readonly timeout: number;
}

/** A string result is a sentence that says why there are none. */
export async function missedIn(testId: string, { python, timeout }: Options): Promise<readonly MissedEvent[] | string> {
  const id = parseNodeId(testId);
  const unsafe = id === undefined ? `"${shorten(testId, 300)}" is not the id of a pytest test.` : unsafeNodeId(id);
  if (unsafe !== undefined) return unsafe;
  const cache = userCacheFolder();
  if (cache === undefined) return "No cache folder: neither HOME nor XDG_CACHE_HOME is an absolute path.";
  const root = realpathSync(process.cwd());
  const run = { root, workspaceFolder: root, nodeIds: [testId], cache: join(cache, "replays") };
  const settings = { ...runSettings, python, timeout, environment: colorsOfTests("json") };
  const replay = await interruptible((signal) =>
    replayTests({ ...run, settings, signal, onOutput: outputOfTests("json"), onWait: tellWaiting }),
  );
  if (replay.kind === "cancelled") return "Cancelled.";
  if (replay.kind === "refused") return replay.reason;
  const missed = replay.events.filter((event) => event.event === "missed");
  if (missed.length > 0) return missed;
  if (replay.problem !== undefined) return replay.problem;
  const failed = replay.events.some((event) => event.event === "ran" && event.outcome === "failed");
  return failed
    ? "The test failed, but every request found its recording: see pytest's output."
    : "The test ran and every request found its recording: there is nothing to explain.";
}
