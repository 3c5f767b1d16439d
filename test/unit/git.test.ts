/** What git says of many files at once is what it says of each. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, realpathSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { Git } from "../../server/src/git/git";

const text = (end: string) => `${Array.from({ length: 50 }, (_, line) => `line ${line}`).join("\n")}\n${end}\n`;

test("but for files that may have had another name, of which each is asked", async () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "tapedeck-git-")));
  const own = ["-c", "user.name=Nobody", "-c", "user.email=nobody@example.com", "-c", "commit.gpgsign=false"];
  const git = (...args: readonly string[]) => execFileSync("git", [...own, ...args], { cwd: folder, stdio: "ignore" });
  const write = (name: string, end: string) => writeFileSync(join(folder, name), text(end));
  const commit = (message: string) => {
    git("add", "--all");
    git("commit", "--message", message);
  };
  git("init");
  write("kept.json", "first");
  write("old name.json", "first");
  commit("first");
  write("kept.json", "second");
  renameSync(join(folder, "old name.json"), join(folder, "new name.json"));
  commit("second");
  write("new name.json", "third");
  writeFileSync(join(folder, "later.json"), "quite another text");
  commit("third");
  rmSync(join(folder, "kept.json"));
  commit("fourth");

  const asked = await Git.around(folder);
  const names = ["kept.json", "new name.json", "later.json", "unknown.json"];
  const all = await asked.histories(names);
  expect([...all.keys()]).toEqual(["kept.json", "later.json"]);
  for (const [name, commits] of all) expect(commits).toEqual(await asked.history(name));
  expect((await asked.history("new name.json")).map(({ subject }) => subject)).toEqual(["third", "second", "first"]);
});
