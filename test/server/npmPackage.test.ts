/** The npm package of the command line: installed offline into an empty folder, used there, and its types held against what it prints. */
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { makeWorkspace } from "../support/editor/workspace";
import { chatCompletion, chatStream } from "../support/recordings";

const root = join(import.meta.dirname, "../..");
const shell = process.platform === "win32";
const testId = "tests/test_chat.py::test_hello";
const place = (digit: string) => `tests/recordings/${digit.repeat(64)}.json`;

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly publisher: string;
  readonly dependencies?: unknown;
  readonly repository?: { readonly url: string };
}
const manifestIn = async (folder: string) => JSON.parse(await readFile(join(folder, "package.json"), "utf8")) as Manifest;

let tarball = "";
let name = "";
let folder = "";

beforeAll(async () => {
  const made = await makeWorkspace({});
  const script = (...args: string[]) => execFileSync(process.execPath, args, { cwd: root, encoding: "utf8" });
  script("esbuild.mjs", `--outdir=${join(made, "dist")}`);
  tarball = script("test/support/pack.mjs", `--dist=${join(made, "dist")}`, `--out=${made}`).trim();
  name = `@${(await manifestIn(root)).publisher}/tapedeck`;
  folder = await makeWorkspace({
    "package.json": "{}",
    "tests/test_chat.py": "def test_hello():\n    pass\n",
    [place("a")]: chatCompletion("Hello", { testId }),
    [place("b")]: chatStream([{ role: "assistant", content: "Hi" }], { testId }),
  });
  execFileSync("git", ["init", "--quiet"], { cwd: folder });
  execFileSync("git", ["add", "tests"], { cwd: folder });
  execFileSync("git", ["-c", "user.name=A", "-c", "user.email=a@example.com", "commit", "--quiet", "-m", "Recordings"], {
    cwd: folder,
  });
  await writeFile(join(folder, place("a")), chatCompletion("Good morning", { testId }));
  await writeFile(join(folder, place("c")), '{ "request": ');
  const args = ["install", "--offline", "--ignore-scripts", "--no-audit", "--no-fund", tarball];
  execFileSync("npm", args, { cwd: folder, shell, stdio: ["ignore", "ignore", "inherit"] });
});

/** As it is called where it is installed, with nothing to fetch from. */
function tapedeck(...args: string[]) {
  const { status, stdout } = spawnSync("npx", ["--no-install", "--offline", "tapedeck", ...args], {
    cwd: folder,
    shell,
    encoding: "utf8",
    env: { ...process.env, XDG_CACHE_HOME: join(folder, "cache"), NO_COLOR: "1" },
  });
  return { status, stdout };
}

test("The package is small, needs no other, and brings licence and notices", async () => {
  expect((await stat(tarball)).size).toBeLessThan(1_000_000);
  const installed = join(folder, "node_modules", name);
  const { dependencies, repository, ...manifest } = await manifestIn(installed);
  const { version, repository: project } = await manifestIn(root);
  expect(manifest).toMatchObject({ name, version });
  expect(dependencies).toBeUndefined();
  expect(repository?.url ?? "").toBe(project?.url);
  const read = (file: string) => readFile(join(installed, file), "utf8");
  expect(await read("LICENSE")).toBe(await readFile(join(root, "LICENSE"), "utf8"));
  expect(await read("dist/THIRD_PARTY_NOTICES.txt")).toContain("\ncommander ");
  expect(await read("README.md")).toContain(`from "${name}"`);
});

test("The installed command tells its version, finds what is wrong, and serves editors", async () => {
  const { version } = await manifestIn(root);
  expect(tapedeck("--version")).toEqual({ status: 0, stdout: `${version}\n` });
  const checked = tapedeck("check", "--rule", "hash.mismatch=off");
  expect(checked.status).toBe(1);
  expect(checked.stdout).toMatch(/json\.syntax/);
  const initialize = JSON.stringify({
    jsonrpc: "2.0",
    id: 1,
    method: "initialize",
    params: { processId: null, rootUri: null, capabilities: {} },
  });
  const server = spawn(process.execPath, [join(folder, "node_modules", name, "dist/cli.js"), "lsp", "--stdio"], { cwd: folder });
  server.stdin.write(`Content-Length: ${initialize.length}\r\n\r\n${initialize}`);
  const said = await firstMatch(server.stdout.setEncoding("utf8"), /"hoverProvider"/);
  server.stdin.end();
  await once(server, "close");
  expect(said).toContain('"hoverProvider"');
});

/** What a stream says until it says this, or ends. */
async function firstMatch(stream: AsyncIterable<unknown>, wanted: RegExp): Promise<string> {
  let said = "";
  for await (const text of stream) {
    said += String(text);
    if (wanted.test(said)) break;
  }
  return said;
}

test("What the commands print as JSON is of the types that the package brings", async () => {
  const asked = {
    CheckOutput: ["check"],
    ShowOutput: ["show", place("b")],
    ListOutput: ["list"],
    PruneOutput: ["prune", "--dry-run"],
    FindOutput: ["find", "aaaa"],
    HashOutput: ["hash"],
    DiffOutput: ["diff"],
    ExplainOutput: ["explain", "d".repeat(64), "--test", testId],
    RerecordPlanOutput: ["rerecord", "--dry-run", testId],
  };
  const printed = Object.entries(asked).map(([type, args]) => [type, tapedeck(...args, "--format", "json").stdout] as const);
  const all = tapedeck("show", "--format", "json").stdout;
  const source = [
    `import type * as output from "${name}";`,
    ...printed.map(([type, json]) => `export const of${type}: output.${type} = ${json};`),
    `export const several: output.ShowOutput = ${all};`,
  ];
  await writeFile(join(folder, "outputs.ts"), source.join("\n"));
  // The compiler does look: a field that the type has not, and one that the output lacks.
  const [, check = ""] = printed[0] ?? [];
  await writeFile(
    join(folder, "wrong.ts"),
    `import type { CheckOutput } from "${name}";
export const more: CheckOutput = ${check.replace('"findings"', '"other": 1, "findings"')};
export const less: CheckOutput = ${check.replace('"places"', '"place"')};`,
  );
  expect(typesOf("outputs.ts", "wrong.ts")).toMatch(/^wrong.ts.*"other".*\nwrong.ts.*"place".*\n$/);
});

/** What the compiler says of files in the folder, with the package's declarations checked too. */
function typesOf(...files: readonly string[]): string {
  const options = ["--strict", "--exactOptionalPropertyTypes", "--noEmit", "--module", "node20"];
  const args = [join(root, "node_modules/typescript/bin/tsc"), "--ignoreConfig", ...options, ...files];
  return spawnSync(process.execPath, args, { cwd: folder, encoding: "utf8" }).stdout;
}
