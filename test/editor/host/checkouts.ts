/** Checkouts back and forth, with the reports of VS Code's own watcher; bundled by ../checkouts.test.ts, which makes the workspace. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";
import * as vscode from "vscode";
import { runStories } from "./runStories";
import { until } from "./until";

/** The rules that the workspace's settings leave on. */
const looked = ["json.syntax", "recording.test-gone"];
const execute = promisify(execFile);

const story = async () => {
  await until("the first findings are there", () => shown().length > 0);
  // Whoever looks through the problems opens one after the other, and each closes the one before.
  for (const [commit, wait] of [
    ["two", 0],
    ["one", 700],
    ["two", 1500],
    ["three", 3000],
    ["one", 0],
    ["three", 400],
    ["two", 2500],
    ["three", 0],
  ] as const) {
    await lookThrough(shown().slice(0, 3));
    await checkOut(commit);
    await pause(wait);
  }
  await settledAs("three");
  for (const commit of ["one", "two", "three", "two", "one"]) {
    await checkOut(commit);
    await settledAs(commit);
  }
};

export const run = (): Promise<void> =>
  runStories({ "after each of many checkouts the problems are those that the command line finds": story });

async function settledAs(commit: string): Promise<void> {
  const expected = await checked();
  const started = Date.now();
  await until(`the problems are those of ${commit}`, () => shown().join("\n") === expected.join("\n")).catch((error: unknown) => {
    assert.deepEqual(shown(), expected);
    throw error;
  });
  console.log(`# ${commit}: ${expected.length} findings, ${Date.now() - started} ms`);
}

async function checkOut(commit: string): Promise<void> {
  await execute("git", ["checkout", "--quiet", commit], { cwd: root().fsPath });
}

async function lookThrough(findings: readonly string[]): Promise<void> {
  for (const finding of findings) {
    const uri = vscode.Uri.joinPath(root(), finding.slice(0, finding.indexOf(" ")));
    // As a click does; what an extension opens stays open for minutes after its tab is closed.
    await vscode.commands.executeCommand("vscode.open", uri, { preview: true });
  }
  await vscode.commands.executeCommand("workbench.action.closeAllEditors");
}

/** What VS Code shows of us: file, code, line. */
function shown(): string[] {
  const all = vscode.languages
    .getDiagnostics()
    .flatMap(([uri, diagnostics]) =>
      diagnostics
        .filter(({ source }) => source === "tapedeck")
        .map(({ code, range }) => `${uri.path.slice(root().path.length + 1)} ${nameOf(code)} ${range.start.line}`),
    );
  return all.sort();
}

function nameOf(code: vscode.Diagnostic["code"]): string {
  return String(typeof code === "object" ? code.value : code);
}

interface Report {
  readonly findings: readonly { readonly file: string; readonly code: string; readonly range: vscode.Range }[];
}

/** The same of the command line, which reads every file anew. */
async function checked(): Promise<string[]> {
  const cli = join(vscode.extensions.getExtension("tapedeck.tapedeck")?.extensionPath ?? "", "dist/cli.js");
  const { stdout } = await execute(process.execPath, [cli, "check", "--format", "json", "--fail-on", "never", "--no-cache"], {
    cwd: root().fsPath,
    maxBuffer: 1e9,
  });
  const { findings } = JSON.parse(stdout) as Report;
  const found = findings.filter(({ code }) => looked.includes(code));
  return found.map(({ file, code, range }) => `${file} ${code} ${range.start.line}`).sort();
}

function root(): vscode.Uri {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  assert.ok(folder, "No folder is open.");
  return folder.uri;
}
