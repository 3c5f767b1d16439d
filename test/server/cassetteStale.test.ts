import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { tapedeckIn } from "../support/commandLine";

const day = (daysAgo: number) => new Date(Date.now() - daysAgo * 24 * 60 * 60 * 1000).toUTCString();
const call = (header: string) => `- request:
    body: null
    headers: {}
    method: GET
    uri: https://api.acme.dev/v1/x
  response:
    body:
      string: ''
    headers:
      ${header}
    status:
      code: 200
      message: OK
`;

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "tapedeck-stale-"));
  const write = (name: string, ...headers: readonly string[]) => {
    const path = join(root, "tests/cassettes/test_x", name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, `interactions:\n${headers.map(call).join("")}version: 1\n`);
  };
  write("test_old.yaml", `Date: ['${day(100)}']`, `Date: ['${day(400)}']`);
  write("test_new.yaml", `date: ['${day(100)}']`);
  write("test_redacted.yaml", "date: ['**REDACTED**']");
  write("test_without.yaml", "x: [y]");
});
afterAll(() => rmSync(root, { recursive: true }));

interface Reported {
  readonly findings: readonly { readonly file: string; readonly code: string; readonly message: string }[];
}

function stale(...args: readonly string[]) {
  const { stdout } = tapedeckIn(root)("check", "--format", "json", ...args);
  return (JSON.parse(stdout) as Reported).findings.filter(({ code }) => code === "cassette.stale");
}

it("cassette.stale is off until somebody asks for it, and goes by the oldest answer of a file", () => {
  expect(stale()).toEqual([]);
  const [only, ...more] = stale("--rule", "cassette.stale=warning");
  expect(only?.file).toContain("test_old.yaml");
  expect(only?.message).toMatch(
    /^The oldest answer \(\d{4}-\d\d-\d\d\) is more than 365 days old, so the provider may answer differently now\.$/,
  );
  expect(more).toEqual([]);
});
