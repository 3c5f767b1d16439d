/** One service, three ways to ask it: an editor, Neovim's built-in client and the command line find the same, at the same place. */
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { URI } from "vscode-uri";
import { afterEach, describe, expect, test } from "vitest";
import { bundles } from "../support/buildServer";
import { tapedeckIn } from "../support/commandLine";
import { addFiles, copySample } from "../support/editor/workspace";
import { startClient, type TestClient } from "../support/languageClient";

const hasNeovim = spawnSync("nvim", ["--version"]).status === 0;
if (!hasNeovim) console.warn("SKIPPED: Neovim (nvim) is not installed.");

interface Seen {
  readonly file: string;
  readonly code: string;
  readonly message: string;
  /** As LSP counts: 1 is an error. */
  readonly severity: number;
  readonly range: unknown;
}

const severities = ["error", "warning", "information", "hint"];

/** The sample's recordings, each third of them broken in a way of its own: in the text, in a chunk, in its name, its place or its test. */
async function brokenSample(): Promise<string> {
  const root = await copySample();
  const paths = readdirSync(root, { recursive: true, encoding: "utf8" })
    .filter((path) => /recordings\/[0-9a-f]{64}\.json$/.test(path))
    .sort();
  const breaks: readonly ((path: string, text: string) => Record<string, string>)[] = [
    (path, text) => ({ [path]: text.slice(0, text.length / 2) }),
    (path, text) => ({ [path]: text.replace(/"test_id": "(.*?)::\w+/, '"test_id": "$1::test_renamed') }),
    (path, text) => ({ [path]: text.replace(/"test_id": "(.*?)\/test_\w+\.py/, '"test_id": "$1/test_moved_away.py') }),
    (path, text) => ({ [path.replace(/[0-9a-f]{64}/, "copy")]: text }),
    (path, text) => ({ [path.replace(/[0-9a-f]{64}/, "f".repeat(64))]: text }),
    (path, text) => ({ [`tests/integration/elsewhere/recordings/${path.split("/").at(-1)!}`]: text }),
    (path, text) => ({ [`tests/integration/common/recordings/${path.split("/").at(-1)!}`]: text }),
    (path, text) => ({ [path]: text.replace('"finish_reason": "stop"', '"finish_reason": "halt"') }),
    (path, text) => ({ [path]: text.replace(/"is_streaming": \w+/, '"is_streaming": "yes"') }),
  ];
  for (const [index, path] of paths.entries()) {
    const broken = index % 3 === 0 ? breaks[(index / 3) % breaks.length] : undefined;
    if (broken) await addFiles(root, broken(path, readFileSync(join(root, path), "utf8")));
  }
  return root;
}

const clients: TestClient[] = [];
afterEach(async () => {
  for (const client of clients.splice(0)) await client.stop();
});

describe("what is wrong with the recordings of a workspace", () => {
  test("is the same in an editor, open or not, and at the command line", async () => {
    const root = await brokenSample();
    const atCommandLine = check(root);
    expect(new Set(atCommandLine.map(({ code }) => code)).size).toBeGreaterThan(5);

    const client = await startClient([root], { server: "server.js" });
    clients.push(client);
    expect(await inWorkspace(client, root)).toEqual(atCommandLine);

    for (const path of filesOf(atCommandLine)) await client.open(path);
    expect(sorted((await Promise.all(filesOf(atCommandLine).map((path) => inDocument(client, path)))).flat())).toEqual(
      atCommandLine,
    );
  });

  test.runIf(hasNeovim)("is the same in Neovim", async () => {
    const root = await brokenSample();
    const atCommandLine = check(root);
    const files = filesOf(atCommandLine).map((path) => ({
      path: join(root, path),
      count: atCommandLine.filter(({ file }) => file === path).length,
    }));
    expect(inNeovim(root, files)).toEqual(atCommandLine);
  });
});

function check(root: string): Seen[] {
  const { stdout, stderr, status } = tapedeckIn(root)("check", "--format", "json");
  expect([status, stderr]).toEqual([1, ""]);
  const { findings } = JSON.parse(stdout) as { findings: (Omit<Seen, "severity"> & { severity: string })[] };
  return sorted(
    findings.map(({ file, code, message, severity, range }) => ({
      file,
      code,
      message,
      severity: severities.indexOf(severity) + 1,
      range,
    })),
  );
}

async function inWorkspace(client: TestClient, root: string): Promise<Seen[]> {
  const { items } = await client.workspaceDiagnostics();
  return sorted(
    items.flatMap((report) =>
      report.kind === "full"
        ? report.items.map((item) => seen(URI.parse(report.uri).fsPath.slice(root.length + 1), item as unknown as Seen))
        : [],
    ),
  );
}

async function inDocument(client: TestClient, path: string): Promise<Seen[]> {
  const report = await client.diagnostics(path);
  return report.kind === "full" ? report.items.map((item) => seen(path, item as unknown as Seen)) : [];
}

function inNeovim(root: string, files: readonly { readonly path: string; readonly count: number }[]): Seen[] {
  const result = join(root, "seen.json");
  const command = [process.execPath, join(bundles, "cli.js"), "lsp", "--stdio"];
  const script = join(import.meta.dirname, "../support/neovim/diagnostics.lua");
  const env = { ...process.env, HOME: root, TAPEDECK_DRIVE: JSON.stringify({ command, root, result, files }) };
  const args = ["--headless", "--clean", "-n", "-c", `luafile ${script}`, "-c", "cquit"];
  const { status, stderr } = spawnSync("nvim", args, { cwd: root, encoding: "utf8", timeout: 300_000, env });
  expect(status, stderr).toBe(0);
  const found = JSON.parse(readFileSync(result, "utf8")) as Seen[];
  return sorted(found.map((each) => seen(each.file.slice(root.length + 1), each)));
}

const seen = (file: string, { code, message, severity, range }: Omit<Seen, "file">): Seen => ({
  file,
  code,
  message,
  severity,
  range,
});

const filesOf = (findings: readonly Seen[]): string[] => [...new Set(findings.map(({ file }) => file))];

function sorted(findings: readonly Seen[]): Seen[] {
  const key = ({ file, code, range, message }: Seen) => JSON.stringify([file, code, range, message]);
  return [...findings].sort((a, b) => (key(a) < key(b) ? -1 : 1));
}
