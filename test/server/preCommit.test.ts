/** The hook as pre-commit installs and runs it: from a repository with the project's sources, named by `repo:` and `rev:` alone. */
import { execFileSync, spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { copyOfSources } from "../support/checkout";
import { addFiles, makeWorkspace } from "../support/editor/workspace";
import { ensurePythonEnvironment } from "../support/pythonEnvironment.mjs";
import { chatCompletion } from "../support/recordings";

const python = await ensurePythonEnvironment("preCommit");
const place = (digit: string) => `tests/recordings/${digit.repeat(64)}.json`;

function git(folder: string, ...args: string[]): string {
  const user = ["-c", "user.name=A", "-c", "user.email=a@example.com"];
  return execFileSync("git", [...user, ...args], { cwd: folder, encoding: "utf8" }).trim();
}

test(
  "pre-commit needs the repository and a revision, and then checks the recordings of a commit",
  { timeout: 300_000 },
  async () => {
    const sources = await copyOfSources();
    git(sources, "init", "--quiet");
    git(sources, "add", "--all");
    git(sources, "commit", "--quiet", "--message", "Sources");
    const config = {
      repos: [
        {
          repo: `file://${sources}`,
          rev: git(sources, "rev-parse", "HEAD"),
          hooks: [{ id: "tapedeck", args: ["--fail-on", "error"] }],
        },
      ],
    };
    const project = await makeWorkspace({
      ".pre-commit-config.yaml": JSON.stringify(config),
      "tests/cassettes/settings.yaml": "a: 1\n",
      [place("a")]: chatCompletion("Hello", { testId: "tests/test_chat.py::test_hello" }),
    });
    git(project, "init", "--quiet");
    const home = await makeWorkspace({});
    const run = () => {
      git(project, "add", "--all");
      const env = {
        ...process.env,
        PRE_COMMIT_HOME: join(home, "pre-commit"),
        XDG_CACHE_HOME: home,
        npm_config_prefer_offline: "true",
      };
      const { status, stdout } = spawnSync(python, ["-m", "pre_commit", "run", "--all-files"], {
        cwd: project,
        encoding: "utf8",
        env,
      });
      return { status, stdout };
    };
    expect(run()).toMatchObject({ status: 0, stdout: expect.stringMatching(/tapedeck check\.+Passed/) as unknown });
    await addFiles(project, { [place("b")]: '{ "request": ' });
    const found = run();
    expect(found.status).toBe(1);
    expect(found.stdout).toMatch(/bbbb\.json\n +1:\d+ +error .*json\.syntax/);
    expect(found.stdout).not.toContain("settings.yaml");
  },
);
