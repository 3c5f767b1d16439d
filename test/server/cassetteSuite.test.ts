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
  test("replays the committed cassettes without a provider", () => {
    expect(pytest(sample)).toContain("5 passed");
  });

  test("records again what is committed", async () => {
    const folder = await mkdtemp(join(tmpdir(), "tapedeck-cassettes-"));
    temporary.push(folder);
    await cp(sample, folder, { recursive: true, filter: (path) => !path.endsWith("cassettes") || path === sample });
    const provider = await startSampleProvider();
    try {
      expect(pytest(folder, ["--record-mode=rewrite"], { SAMPLE_PROVIDER_URL: provider.url })).toContain("5 passed");
    } finally {
      await provider.stop();
    }

    expect(answersIn(folder)).toEqual(answersIn(sample));
  });

  test("its cassettes have no findings, and each says what the model said", () => {
    expect(tapedeckIn(sample)("check", "--no-cache").stdout).toContain("6 recordings, no findings");
    expect(answersIn(sample)).toEqual([
      "anthropic.messages: The capital of Japan is Tōkyō (東京) 🗼.",
      `openai.chat: ${Array.from({ length: 30 }, (_, at) => at + 1).join(" ")}`,
      "openai.chat: The capital of France is Paris.",
      "openai.chat: The capital of New Zealand is Wellington.",
      "openai.chat: → get_weather",
      "openai.chat: It is 18 degrees and dry.",
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

function pytest(folder: string, options: readonly string[] = [], env: Readonly<Record<string, string>> = {}): string {
  const args = ["-m", "pytest", "-q", "-p", "no:cacheprovider", ...options];
  const quiet = { ...process.env, ...env, PYTHONDONTWRITEBYTECODE: "1" };
  const { stdout, stderr } = spawnSync(python, args, { cwd: folder, env: quiet, encoding: "utf8" });
  return stdout + stderr;
}
