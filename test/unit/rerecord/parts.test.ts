/** A cassette under review: some of its recordings are accepted, and the file is at every moment what was agreed to, byte for byte. */
import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { accept, undoAccepted, type Accepted } from "../../../server/src/rerecord/accept";
import { isTaken, type Splice } from "../../../server/src/rerecord/parts";
import { finishInterrupted } from "../../../server/src/rerecord/recover";
import { isAcceptedByDefault, type ReviewEntry } from "../../../server/src/rerecord/review";
import { spliceTexts } from "../../../server/src/rerecord/splice";
import { besides } from "../../../server/src/rerecord/wholeFile";
import { note } from "../../../server/src/rerecord/transaction";
import { jsonCall, jsonCassette, parallelCassette } from "../../support/cassetteTexts";
import { interruptedRun, testId, type InterruptedRun } from "../../support/interrupted";

const path = "tests/a/recordings/chat.json";
const [oslo, paris, rome] = [jsonCall("Oslo?", "Cold."), jsonCall("Paris?", "Warm."), jsonCall("Rome?", "Hot.")];
const [oslo2, bern] = [jsonCall("Oslo?", "Colder."), jsonCall("Bern?", "Mild.", { host: "api.mistral.ai" })];
const paris2 = jsonCall("Paris?", "Warm.", { id: "chatcmpl-2" });
const before = jsonCassette(rome, oslo, paris);

const splice: Splice = (file, old, now, numbers) => Promise.resolve(spliceTexts(basename(file), old, now, numbers));

let run: InterruptedRun;
const file = () => run.read(run.at(path));
/** What it takes to undo these. */
const accepted = (...parts: readonly (ReviewEntry | undefined)[]): Accepted => ({
  changes: [],
  missing: [],
  parts: parts.map((each) => each!),
});

async function reviewed(staged = jsonCassette(oslo2, paris2, bern)): Promise<readonly ReviewEntry[]> {
  await run.stage(path, staged);
  await run.wrote(path);
  await run.over();
  return (await run.review()).entries.filter((entry) => entry.path === run.at(path));
}

beforeEach(async () => {
  run = await interruptedRun("store", { files: { [path]: before }, recorder: "vcr" });
});
afterEach(() => run.remove());

describe("The review of a cassette", () => {
  test("says of each recording what was asked and what became of it", async () => {
    const entries = await reviewed();
    expect(entries.map(({ kind, name, summary }) => `${kind}: ${name}: ${summary}`)).toEqual([
      'unproduced: POST /v1/chat/completions · gpt-4o · "Rome?": It was not recorded again.',
      'changed: POST /v1/chat/completions · gpt-4o · "Oslo?": Text changed.',
      'same-meaning: POST /v1/chat/completions · gpt-4o · "Paris?": Same meaning; response ids changed.',
      'new: POST /v1/chat/completions · gpt-4o · "Bern?": Mild.',
    ]);
    expect(entries.filter(isAcceptedByDefault).map(({ kind }) => kind)).toEqual(["changed", "new"]);
  });

  test("of a test that failed does not call gone what it did not come to record", async () => {
    await run.stage(path, jsonCassette(oslo2));
    await run.wrote(path);
    await run.crash({ phase: "reviewing", succeeded: false, outcomes: [[testId, "failed"]] });
    const { entries } = await run.review();
    const parts = entries.filter(({ part }) => part !== undefined);
    expect(parts.map(({ kind, outcome }) => `${kind} ${outcome}`)).toEqual(["changed failed"]);
    expect(parts.filter(isAcceptedByDefault)).toEqual([]);
  });

  test("takes a file as a whole where its recordings cannot be told apart, and says why", async () => {
    const [entry, ...others] = await reviewed(JSON.stringify({ version: 1, interactions: [oslo2, paris2] }));
    expect(others).toEqual([]);
    expect(entry).toMatchObject({
      kind: "changed",
      summary:
        "1 recording changed, 1 with the same meaning, 1 no longer produced. " +
        "The file is indented otherwise than it is recorded now, so it can be accepted only as a whole.",
    });
    expect(entry?.part).toBeUndefined();
  });

  test("tells an order that replay would notice, though each recording says the same", async () => {
    const [entry, ...others] = await reviewed(jsonCassette(oslo, paris, rome));
    expect(others).toEqual([]);
    expect(entry).toMatchObject({ kind: "changed", summary: "The order of the recordings changed." });
    await accept(run.transaction, [entry!], { splice });
    expect(await file()).toBe(jsonCassette(oslo, paris, rome));
  });
});

describe("Accepting recordings of a cassette", () => {
  test("writes those, and keeps the others", async () => {
    const [gone, changed, , added] = await reviewed();
    expect(await accept(run.transaction, [changed!], { splice })).toEqual({ kind: "accepted", accepted: accepted(changed) });
    expect(await file()).toBe(jsonCassette(rome, oslo2, paris));
    // What was accepted before is no change by somebody else.
    expect((await accept(run.transaction, [added!], { splice })).kind).toBe("accepted");
    expect(await file()).toBe(jsonCassette(rome, oslo2, paris, bern));
    expect((await accept(run.transaction, [gone!], { splice })).kind).toBe("accepted");
    expect(await file()).toBe(jsonCassette(oslo2, paris, bern));
  });

  test("is undone recording by recording, in any order, back to the bytes that were there", async () => {
    const [gone, changed, same, added] = await reviewed();
    await accept(run.transaction, [changed!, same!, gone!, added!], { splice });
    expect(await file()).toBe(jsonCassette(oslo2, paris2, bern));
    expect(await undoAccepted(run.transaction, accepted(changed), { splice })).toEqual({ kind: "undone" });
    expect(await file()).toBe(jsonCassette(oslo, paris2, bern));
    await undoAccepted(run.transaction, accepted(gone, same), { splice });
    expect(await file()).toBe(jsonCassette(rome, oslo, paris, bern));
    expect([changed, same, gone, added].map((entry) => isTaken(run.transaction, entry!))).toEqual([false, false, false, true]);
    await undoAccepted(run.transaction, accepted(added), { splice });
    expect(await file()).toBe(before);
  });

  test("asks before an edit of the meantime is lost, and so does undoing", async () => {
    const [, changed] = await reviewed();
    await run.write(run.at(path), "theirs");
    expect(await accept(run.transaction, [changed!], { splice })).toEqual({ kind: "stale", paths: [run.at(path)] });
    expect(await file()).toBe("theirs");
    await accept(run.transaction, [changed!], { splice, overwrite: true });
    expect(await file()).toBe(jsonCassette(rome, oslo2, paris));
    expect(await undoAccepted(run.transaction, accepted(changed), { splice })).toEqual({ kind: "undone" });
    expect(await file()).toBe("theirs");
    await accept(run.transaction, [changed!], { splice, overwrite: true });
    await run.write(run.at(path), "theirs again");
    const undone = await undoAccepted(run.transaction, accepted(changed), { splice });
    expect(undone).toEqual({ kind: "touched", paths: [run.at(path)] });
    expect(await file()).toBe("theirs again");
  });

  test("is refused where what was staged is no longer what was reviewed", async () => {
    const [, changed] = await reviewed();
    await run.stage(path, jsonCassette(bern));
    expect(await accept(run.transaction, [changed!], { splice })).toEqual({
      kind: "refused",
      reasons: ["Nothing was accepted: The recording for chat.json is no longer what it was."],
    });
    expect(await file()).toBe(before);
  });

  test("that a crash broke off is finished at the next start, and goes on from there", async () => {
    const [, changed, , added] = await reviewed();
    await accept(run.transaction, [changed!], { splice });
    const { journal, folder } = run.transaction;
    const kept = journal.before.files.find((each) => each.path === run.at(path))!;
    const { digest } = journal.taken![0]!;
    const staged = await run.write(`${folder}/composed`, (await file())!);
    await run.write(run.at(path), before);
    const change = { kind: "changed", path: run.at(path), before: kept, after: digest } as const;
    await note(run.transaction, { phase: "accepting", operations: [{ change, staged, unfinished: besides(run.at(path)) }] });

    const transaction = await finishInterrupted(folder, run.transaction.journal);
    expect(await file()).toBe(jsonCassette(rome, oslo2, paris));
    expect([isTaken(transaction, changed!), isTaken(transaction, added!)]).toEqual([true, false]);
    expect((await accept(transaction, [added!], { splice })).kind).toBe("accepted");
    expect(await file()).toBe(jsonCassette(rome, oslo2, paris, bern));
  });
});

describe("A compressed cassette of two lists", () => {
  const zipped = "tests/a/recordings/test_a.yaml.gz";
  const old = gzipSync(parallelCassette(["Oslo?", "Cold."], ["Paris?", "Warm."]), { level: 1 });

  test("is accepted in part, stays compressed, and comes back with the bytes that it had", async () => {
    const zip = await interruptedRun("store", { files: { [zipped]: old }, recorder: "vcr" });
    onTestFinished(() => zip.remove());
    await zip.stage(zipped, gzipSync(parallelCassette(["Oslo?", "Colder."], ["Paris?", "Warmer."])));
    await zip.wrote(zipped);
    await zip.over();
    const { entries } = await zip.review();
    const [, second] = entries.filter(({ part }) => part !== undefined);
    expect(second).toMatchObject({ kind: "changed", testId, outcome: "passed" });
    await accept(zip.transaction, [second!], { splice });
    const now = gunzipSync(await readFile(zip.at(zipped))).toString();
    expect(now).toBe(parallelCassette(["Oslo?", "Cold."], ["Paris?", "Warmer."]));
    await undoAccepted(zip.transaction, accepted(second), { splice });
    expect(await readFile(zip.at(zipped))).toEqual(old);
  });
});
