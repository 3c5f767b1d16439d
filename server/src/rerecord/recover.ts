/** What a crash left behind: the editor was killed while tests were recorded, reviewed or accepted. */
import { forget, type Journal, type Operation } from "./journal";
import { applyAll, discard, prepare } from "./operations";
import { markOf, mayEnd } from "./processes";
import { putBack, touchedSince } from "./putBack";
import { endGroup } from "./run";
import { digestOf } from "./snapshot";
import { note, settle, type Transaction } from "./transaction";

export { abandoned } from "./journal";

/** What happened, in one sentence for the user. */
export function interruption({ phase, nodeIds, collected }: Journal, name: (nodeIds: readonly string[]) => string): string {
  const what = { recording: "recorded again", reviewing: "about to be reviewed", accepting: "being accepted", accepted: "done" }[
    phase
  ];
  const left = phase === "accepting" || collected.length > 0 ? " Some recordings may be new and others old." : "";
  return `Tapedeck was ended while ${name(nodeIds)} was ${what}.${left}`;
}

/**
 * Takes over an interrupted run, finishes what was being done, and returns what is to be reviewed. Rejects if that is not possible; it can be tried
 * again later.
 */
export async function finishInterrupted(folder: string, journal: Journal): Promise<Transaction> {
  const transaction = await takeOver(folder, journal);
  if (journal.phase === "accepting") await finishAccepting(transaction);
  if (journal.phase === "recording") {
    const problems = await settle(transaction, journal);
    if (problems.length > 0) throw new Error(problems.join(" "));
  }
  return transaction;
}

/** Restores the workspace from before the run, and forgets the rest. Returns a sentence for each recording that could not be restored. */
export async function undoInterrupted(folder: string, journal: Journal): Promise<readonly string[]> {
  const transaction = await takeOver(folder, journal);
  const problems =
    journal.phase === "accepting"
      ? await undoAccepting(transaction)
      : journal.phase === "recording"
        ? await settle(transaction, journal)
        : [];
  if (problems.length === 0) await forget(folder);
  return problems;
}

/** Finishes what a crash broke off in the middle. Rejects when that is not possible, as where somebody has written a recording since. */
async function finishAccepting(transaction: Transaction): Promise<void> {
  const { journal } = transaction;
  const { operations } = journal;
  await discard(journal, operations);
  const left: Operation[] = [];
  for (const operation of operations) {
    const { change } = operation;
    const now = await digestOf(change.path);
    if (now !== (change.kind === "removed" ? undefined : change.after)) left.push(operation);
  }
  try {
    await prepare(journal, left);
    await applyAll(journal, left, []);
  } catch (error) {
    await discard(journal, left);
    throw error;
  }
  await note(transaction, { phase: "reviewing", operations: [] });
}

/** Puts back what a crash left half accepted, but for what somebody has written since. Returns a sentence for each that could not be put back. */
async function undoAccepting({ journal }: Transaction): Promise<readonly string[]> {
  const { operations } = journal;
  await discard(journal, operations);
  const changes = operations.map(({ change }) => change);
  const touched = new Set(await touchedSince(changes));
  return putBack(
    journal,
    changes.filter((change) => !touched.has(change)),
    [],
  );
}

async function takeOver(folder: string, journal: Journal): Promise<Transaction> {
  // Tests that outlived their editor would go on writing.
  if (journal.runner !== null && (await mayEnd(journal.runner))) endGroup(journal.runner.pid);
  const transaction: Transaction = { folder, journal };
  await note(transaction, { owner: await markOf(process.pid) });
  return transaction;
}
