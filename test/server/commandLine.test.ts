/** The command line around the server. */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { bundles } from "../support/buildServer";

const cli = join(bundles, "cli.js");
const run = (...args: string[]) => spawnSync(process.execPath, [cli, ...args], { encoding: "utf8" });
const { version } = JSON.parse(readFileSync(join(import.meta.dirname, "../../package.json"), "utf8")) as { version: string };

describe("tapedeck", () => {
  test("tells its version", () => {
    expect(run("--version")).toMatchObject({ status: 0, stdout: `${version}\n` });
  });

  test("helps", () => {
    expect(run("--help").stdout).toMatch(/lsp .*language server/);
    expect(run("lsp", "--help").stdout).toContain("--stdio");
  });

  test.each([
    [["lsp"], "--stdio"],
    [["lps"], "unknown command 'lps'"],
    [["lsp", "--stdio", "--loud"], "unknown option '--loud'"],
  ])("says what is wrong with %j", (args, message) => {
    const { status, stderr } = run(...args);
    expect(status).toBe(1);
    expect(stderr).toContain(message);
    expect(stderr).toContain("Usage:");
  });
});

test.each([[[cli, "lsp", "--stdio"]], [[join(bundles, "server.js"), "--stdio"]]])(
  "%j ends when its editor is gone",
  async (args) => {
    const server = spawn(process.execPath, args, { stdio: ["pipe", "ignore", "inherit"] });
    server.stdin.end();
    await once(server, "exit");
    expect(server.exitCode).toBe(1);
  },
);
