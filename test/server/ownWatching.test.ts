/** Clients that watch nothing: the server sees for itself what other programs do on disk. */
import { execFileSync } from "node:child_process";
import { renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { addFiles, makeWorkspace } from "../support/editor/workspace";
import { startClient, type TestClient } from "../support/languageClient";
import { chatCompletion } from "../support/recordings";

const cutOff = chatCompletion("Hi").slice(0, 200);
const whole = (testId = "tests/test_x.py::test_a") => chatCompletion("Hi", { testId });
const settings = { rules: { "hash.mismatch": "off", "test.gone": "off", "duplicate.recording": "off" } };

let folder = "";
let client: TestClient;
const git = (...args: string[]) =>
  execFileSync("git", ["-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "gc.auto=0", ...args], {
    cwd: folder,
    stdio: "ignore",
  });

beforeAll(async () => {
  folder = await makeWorkspace({
    "tests/test_x.py": "def test_a():\n    pass\n",
    "tests/recordings/one.json": whole(),
    "node_modules/x/index.js": "",
  });
  git("init", "--quiet", "--initial-branch=main");
  git("add", "tests");
  git("commit", "--quiet", "-m", "One recording");
  client = await startClient([folder], { server: "cli.js", settings, capabilities: { workspace: { configuration: true } } });
});
afterAll(() => client.stop());

/** Files of which `json.syntax` is published, once they are these. */
const broken = (...paths: readonly string[]) =>
  vi.waitFor(
    () => {
      const withIt = [...client.published].filter(([, found]) => found.some(({ code }) => code === "json.syntax"));
      expect(withIt.map(([uri]) => uri).sort()).toEqual(paths.map((path) => client.uri(path)).sort());
    },
    { timeout: 20_000, interval: 50 },
  );
const counted = (recordings: number) =>
  vi.waitFor(async () => expect(await client.whenIndexed()).toBe(recordings), { timeout: 20_000, interval: 50 });

test("nobody is asked to watch, and what is written, renamed and deleted is seen", async () => {
  expect(client.registrations.map(({ method }) => method)).not.toContain("workspace/didChangeWatchedFiles");
  await addFiles(folder, { "tests/recordings/one.json": cutOff });
  await broken("tests/recordings/one.json");
  renameSync(join(folder, "tests/recordings/one.json"), join(folder, "tests/recordings/two.json"));
  await broken("tests/recordings/two.json");
  rmSync(join(folder, "tests/recordings/two.json"));
  await broken();
  await counted(0);
});

test("folders that come, move and go are followed, whatever is written into them meanwhile", async () => {
  await addFiles(folder, { "tests/deep/er/recordings/new.json": cutOff });
  await broken("tests/deep/er/recordings/new.json");
  await addFiles(folder, { "tests/deep/er/recordings/later.json": cutOff });
  await broken("tests/deep/er/recordings/later.json", "tests/deep/er/recordings/new.json");
  renameSync(join(folder, "tests/deep"), join(folder, "tests/moved"));
  await broken("tests/moved/er/recordings/later.json", "tests/moved/er/recordings/new.json");
  writeFileSync(join(folder, "tests/moved/er/recordings/later.json"), whole());
  await broken("tests/moved/er/recordings/new.json");
  // A link in a circle leads nowhere else.
  symlinkSync(join(folder, "tests"), join(folder, "tests/moved/loop"));
  rmSync(join(folder, "tests/moved"), { recursive: true });
  await broken();
});

test("a checkout of another branch, hundreds of files at once, is followed there and back", async () => {
  git("checkout", "--quiet", "main", "--", "tests");
  await counted(1);
  git("checkout", "--quiet", "-b", "many");
  const many = Array.from({ length: 300 }, (_, at) => [
    `tests/m${at % 30}/recordings/${at}.json`,
    at % 100 === 0 ? cutOff : whole(),
  ]);
  await addFiles(folder, Object.fromEntries(many) as Record<string, string>);
  git("add", "tests");
  git("commit", "--quiet", "-m", "Many");
  git("checkout", "--quiet", "main");
  await counted(1);
  await broken();
  git("checkout", "--quiet", "many");
  await counted(301);
  await broken("tests/m0/recordings/0.json", "tests/m10/recordings/100.json", "tests/m20/recordings/200.json");
});
