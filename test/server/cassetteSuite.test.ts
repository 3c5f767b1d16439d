import { spawnSync } from "node:child_process";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { tapedeckIn } from "../support/commandLine";
import { ensurePythonEnvironment } from "../support/pythonEnvironment.mjs";
import { startSampleProvider } from "../support/sampleProvider";

const sample = join(import.meta.dirname, "../sample-cassettes");
const python = await ensurePythonEnvironment("cassettes");
const temporary: string[] = [];
afterEach(async () => {
  await Promise.all(temporary.splice(0).map((folder) => rm(folder, { recursive: true, force: true })));
});

describe("The sample suite with cassettes, as somebody who tries Tapedeck runs it", () => {
  test("its changed tests fail on replay, or play less than there is, and each is told why", async () => {
    const folder = await copyOf(() => true);
    const printed = pytest(folder, ["--record-mode=none", "tests/changed"]);
    expect(printed).toContain("2 failed, 1 passed");
    const run = tapedeckIn(folder, {}, { input: printed });
    expect(run("check", "--no-cache", "tests/changed").stdout).toContain(
      '"test_forecast.py" no longer has "test_capital", so no test plays this cassette.  cassette.test-gone',
    );
    const explained = run("explain", "-").stdout;
    const [renamed, body] = ["test_capital_of_the_republic.yaml", "test_matches_the_body.yaml"];
    expect(explained).toContain(`There is no cassette ${renamed}. test_capital.yaml beside it has a recording of this request`);
    expect(explained).toContain(`No recording in ${body} matches this request: the nearest, ${body}#0, differs in body`);
    const drift = run("drift", "--python", python, "tests/changed").stdout;
    expect(drift).toContain("tests/changed/cassettes/test_forecast/test_asks_once.yaml#1  not played by any test\n");
    expect(drift).toContain(
      "1 recording in 3 cassettes was played; none would not match if request bodies were compared; 1 not played by any test.",
    );
  });

  test("replays the committed cassettes without a provider", () => {
    expect(pytest(sample)).toContain("5 passed");
  });

  test("records again what is committed", async () => {
    const folder = await copyOf((path) => !path.endsWith("cassettes"));
    const provider = await startSampleProvider();
    try {
      expect(pytest(folder, ["--record-mode=rewrite"], { SAMPLE_PROVIDER_URL: provider.url })).toContain("5 passed");
      const changed = ["record_changed.py", "-q", "-p", "no:cacheprovider"];
      expect(runPython(folder, changed, { SAMPLE_PROVIDER_URL: provider.url })).toContain("3 passed");
    } finally {
      await provider.stop();
    }

    expect(answersIn(folder)).toEqual(answersIn(sample));
  });

  test("its cassettes have no findings but that of the renamed test, and each says what the model said", () => {
    expect(tapedeckIn(sample)("check", "--no-cache").stdout).toContain("1 finding in 1 file (10 recordings checked): 1 warning.");
    expect(answersIn(sample)).toEqual([
      "anthropic.messages: The capital of Japan is Tōkyō (東京) 🗼.",
      `openai.chat: ${Array.from({ length: 30 }, (_, at) => at + 1).join(" ")}`,
      "openai.chat: The capital of France is Paris.",
      "openai.chat: The capital of New Zealand is Wellington.",
      "openai.chat: → get_weather",
      "openai.chat: It is 18 degrees and dry.",
      // Those of the changed tests.
      "openai.chat: The capital of Japan is Tōkyō (東京) 🗼.",
      "openai.chat: The capital of New Zealand is Wellington.",
      "openai.chat: The capital of France is Paris.",
      "openai.chat: The capital of France is Paris.",
    ]);
  });
});

interface Shown {
  readonly family: string;
  readonly choices: readonly { readonly content: string; readonly toolCalls: readonly { readonly name: string }[] }[];
}

/** Of all cassettes, by the command line. */
function answersIn(folder: string): readonly string[] {
  const shown = JSON.parse(tapedeckIn(folder)("show", "--format", "json").stdout) as readonly Shown[];
  return shown.map(({ family, choices: [first] }) => {
    const calls = (first?.toolCalls ?? []).map(({ name }) => `→ ${name}`);
    return `${family}: ${[first?.content, ...calls].filter(Boolean).join(" ")}`;
  });
}

/** Of the suite, with the files and folders (paths) that are wanted. */
async function copyOf(isWanted: (path: string) => boolean): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "tapedeck-cassettes-"));
  temporary.push(folder);
  await cp(sample, folder, { recursive: true, filter: (path) => path === sample || isWanted(path) });
  return folder;
}

function pytest(folder: string, options: readonly string[] = [], env: Readonly<Record<string, string>> = {}): string {
  return runPython(folder, ["-m", "pytest", "-q", "-p", "no:cacheprovider", ...options], env);
}

function runPython(folder: string, args: readonly string[], env: Readonly<Record<string, string>>): string {
  const quiet = { ...process.env, ...env, PYTHONDONTWRITEBYTECODE: "1" };
  const { stdout, stderr } = spawnSync(python, args, { cwd: folder, env: quiet, encoding: "utf8" });
  return stdout + stderr;
}
