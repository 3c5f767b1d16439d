/** Cassettes recorded again, by every plugin and release of VCR.py; after each story the workspace is byte for byte what the user agreed to. */
import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { accept } from "../../server/src/rerecord/accept";
import { isAcceptedByDefault, type ReviewEntry } from "../../server/src/rerecord/review";
import type { Session } from "../../server/src/rerecord/session";
import { cassetteSuite, module } from "../support/cassetteSuite";
import { changedPaths } from "../support/contents";
import { startSampleProvider, type RunningProvider } from "../support/sampleProvider";

let provider: RunningProvider;
let other: RunningProvider;
beforeAll(async () => {
  [provider, other] = await Promise.all([startSampleProvider(), startSampleProvider({ SAMPLE_PROVIDER_VARIANT: "2" })]);
});
afterAll(async () => {
  await Promise.all([provider.stop(), other.stop()]);
});

const otherWords = () => ({ SAMPLE_PROVIDER_URL: other.url });

const told = ({ entries }: Pick<Session, "entries">) =>
  entries.map(({ kind, outcome, testId }) => `${kind} ${outcome} ${testId}`);

async function accepted(session: Session, entries: readonly ReviewEntry[] = session.entries): Promise<void> {
  const acceptance = await accept(session.transaction, entries);
  if (acceptance.kind !== "accepted") throw new Error(JSON.stringify(acceptance));
}

describe("pytest-recording", () => {
  test("records into the staging folder, and replays what was accepted", async () => {
    const suite = await cassetteSuite({ url: provider.url });
    const before = await suite.contents();
    const run = await suite.begin(suite.module(module));
    const session = await run.session;
    console.log(run.output(), session.astray);

    expect(told(session)).toEqual([
      "new passed tests/test_capitals.py::TestMore::test_two",
      "new passed tests/test_capitals.py::test_one",
    ]);
    expect(await suite.contents()).toEqual(before);
    await accepted(session);
    expect(changedPaths(before, await suite.contents())).toEqual([
      "tests/cassettes/test_capitals/TestMore.test_two.yaml",
      "tests/cassettes/test_capitals/test_one.yaml",
    ]);
    const after = await suite.contents();
    const proof = await suite.prove(suite.module(module), { environment: {} });
    expect(proof.result).toEqual({ kind: "ended", status: 0 });
    expect(await suite.contents()).toEqual(after);

    const again = await suite.run(suite.module(module), otherWords());
    expect(told(again)).toEqual([
      "changed passed tests/test_capitals.py::TestMore::test_two",
      "changed passed tests/test_capitals.py::test_one",
    ]);
    expect(again.entries.filter(isAcceptedByDefault)).toHaveLength(2);
    expect(await suite.contents()).toEqual(after);
    await accepted(again, again.entries.slice(0, 1));
    const [entry] = again.entries;
    expect(changedPaths(after, await suite.contents())).toEqual([suite.path(entry!)]);
    expect(await readFile(entry!.path)).toEqual(await readFile(entry!.staged!));
  });
});
