/** Three thousand recordings, and checkouts between commits in which they are broken, sound, elsewhere or not there. */
import { execFileSync } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { test } from "vitest";
import { documentedRules } from "../../server/src/rules/documented";
import { expectStoriesToHold } from "../support/editor/hostSuite";
import { addFiles, makeWorkspace } from "../support/editor/workspace";
import { chatCompletion } from "../support/recordings";

const suites = 30;
const ofSuite = 100;

/** The files are made up, names and ids and all: only these rules count here. */
const looked = new Set(["json.syntax", "recording.test-gone"]);
const rules = Object.fromEntries(documentedRules.flatMap(({ code }) => (looked.has(code) ? [] : [[code, "off"]])));
const settings = { ".vscode/settings.json": JSON.stringify({ "tapedeck.rules": rules }) };

/** In each commit another third is broken, and one suite has lost its tests; folders in folders come and go with the parity of the suite. */
function commit(number: number): Record<string, string> {
  const files: Record<string, string> = { ...settings };
  for (let suite = 0; suite < suites; suite++) {
    const deep = suite % 3 === 0 && number > 1;
    const folder = `suite${suite}${deep ? "/in/other/folders" : ""}`;
    files[`suite${suite}/test_x.py`] = suite === number ? "" : "def test_a():\n    pass\n";
    for (let index = 0; index < ofSuite; index++) {
      const hash = (suite * ofSuite + index).toString(16).padStart(64, "0");
      const text = chatCompletion(`Hi ${index}`, { testId: `suite${suite}/test_x.py::test_a` });
      const isBroken = (suite + index) % 10 === number;
      files[`${folder}/recordings/${hash}.json`] = isBroken ? text.slice(0, text.length / 2) : text;
    }
  }
  return files;
}

async function repository(): Promise<string> {
  const folder = await makeWorkspace({});
  const git = (...args: string[]) =>
    execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@example.org", ...args], { cwd: folder });
  git("init", "--quiet");
  for (const [number, tag] of [
    [1, "one"],
    [2, "two"],
    [3, "three"],
  ] as const) {
    for (let suite = 0; suite < suites; suite++) rmSync(join(folder, `suite${suite}`), { recursive: true, force: true });
    await addFiles(folder, commit(number));
    git("add", "--all");
    git("commit", "--quiet", "--message", tag);
    git("tag", tag);
  }
  git("checkout", "--quiet", "one");
  return folder;
}

test("after checkouts back and forth the problems are those of the last one", { timeout: 600_000 }, async () => {
  await expectStoriesToHold(join(import.meta.dirname, "host/checkouts.ts"), await repository());
});
