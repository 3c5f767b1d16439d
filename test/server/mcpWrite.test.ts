/** `tapedeck mcp --allow-write`: an agent fixes recordings and records again, when its user agrees. */
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { expect, test } from "vitest";
import { agentIn } from "../support/agent";
import { copySample, makeWorkspace } from "../support/editor/workspace";
import { nameUnder } from "../support/hashJudge";
import { chatCompletion } from "../support/recordings";

const args = ["--allow-write"];
const testId = "tests/test_chat.py::test_one";
const recording = (name: string) => chatCompletion(name, { testId });
/** One by the name that its request has, and one by another: so the scheme is known, and what is wrong. */
const renamed = recording("Two.");
const wrong = `tests/recordings/${"f".repeat(64)}.json`;
const faithful = (text: string) => text.replaceAll("rec-0123456789ab", `rec-${nameUnder("4", text).slice(0, 12)}`);

async function project(): Promise<string> {
  return makeWorkspace({ "tests/test_chat.py": "def test_one():\n    pass\n", [wrong]: faithful(renamed) });
}
const names = (folder: string) => readdirSync(join(folder, "tests/recordings"));

test("what changes recordings is offered when it is allowed, and says that it does", async () => {
  const agent = await agentIn(await project(), { args });
  const { tools } = await agent.client.listTools();
  const writing = tools.filter(({ annotations }) => annotations?.readOnlyHint !== true);
  expect(writing.map(({ name }) => name)).toEqual(["fix_recordings", "rerecord_tests"]);
  for (const { annotations } of writing) expect(annotations).toMatchObject({ destructiveHint: true });
  expect(agent.client.getInstructions()).not.toContain("Nothing here writes");
});

test("a fix is done when the user agrees, not before, and not outside of the folder", async () => {
  const folder = await project();
  const questions: string[] = [];
  let answer: "accept" | "decline" = "decline";
  const user = (question: string) => {
    questions.push(question);
    return answer;
  };
  const agent = await agentIn(folder, { args, user });
  const declined = await agent.call("fix_recordings");
  expect(declined).toMatchObject({ isError: true, text: expect.stringContaining("nothing was changed") as string });
  expect(names(folder)).toEqual([basename(wrong)]);
  expect(questions).toEqual([expect.stringMatching(/^Fix 1 recording in \/.*"tapedeck undo" undoes it\.$/)]);

  for (const path of ["/etc", "../..", "--show-secrets", "tests/../../x/*.json"])
    expect(await agent.call("fix_recordings", { path })).toMatchObject({ isError: true });
  expect(questions).toHaveLength(1);

  answer = "accept";
  const done = await agent.call("fix_recordings", { path: "tests" });
  expect(done.found).toMatchObject({
    fixed: 1,
    changes: [{ file: wrong, new_name: expect.stringMatching(/\.json$/) as string }],
  });
  expect(names(folder)).toEqual([nameUnder("4", faithful(renamed))]);
  expect(await agent.call("fix_recordings")).toMatchObject({ found: { fixed: 0, changes: [] } });
  expect(questions).toHaveLength(2);
});

test("a test is recorded again by a client that cannot ask, which has asked before it called", async () => {
  const folder = await copySample();
  const agent = await agentIn(folder, { args });
  const id = "tests/integration/chat/test_streaming.py::TestSpecialAnswers::test_refusal";
  const { found } = await agent.call("find_recordings", { test: id });
  const [{ recording: path = "" } = {}] = found["recordings"] as readonly { readonly recording?: string }[];
  const before = readFileSync(join(folder, path), "utf8");
  writeFileSync(join(folder, path), before.slice(0, 500));
  expect(await agent.call("rerecord_tests", { tests: ["-p", "x"] })).toMatchObject({ isError: true });
  const done = await agent.call("rerecord_tests", { tests: [id] });
  expect(done.found).toMatchObject({ recordings: [{ test: id, outcome: "passed", kind: "changed", accepted: true }] });
  expect(readFileSync(join(folder, path), "utf8")).toBe(before);
});
