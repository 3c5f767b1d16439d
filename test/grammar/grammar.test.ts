/** What the injected grammars colour, and that they leave everything else alone. The cases carry their expectations as comments. */
import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";

const root = join(import.meta.dirname, "../..");
const checker = createRequire(import.meta.url).resolve("vscode-tmgrammar-test/dist/unit.js");
const inFolder = (folder: string) =>
  readdirSync(join(import.meta.dirname, folder)).map((name) => join("test/grammar", folder, name));
const languages = inFolder("languages").flatMap((grammar) => ["--grammar", grammar]);

interface Manifest {
  readonly contributes: { readonly grammars: readonly { readonly path: string; readonly scopeName: string }[] };
}

describe("colours", () => {
  test.each(inFolder("cases"))("%s", async (testCase) => {
    const run = promisify(execFile)(process.execPath, [checker, "--config", "package.json", ...languages, testCase], {
      cwd: root,
      timeout: 15_000,
    });
    const failure = await run.then(
      () => "",
      (error: unknown) =>
        error instanceof Error && "stdout" in error ? `${error.message}\n${String(error.stdout)}` : String(error),
    );
    expect(failure).toBe("");
  });

  test("the manifest names each grammar by its own scope", () => {
    const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as Manifest;
    const own = manifest.contributes.grammars.map(
      ({ path }) => JSON.parse(readFileSync(join(root, path), "utf8")) as { scopeName: string },
    );
    expect(own.map(({ scopeName }) => scopeName)).toEqual(manifest.contributes.grammars.map(({ scopeName }) => scopeName));
  });
});
