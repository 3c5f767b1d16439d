/** Why VCR.py had no recording for a request, as we explain it, against what was changed in the tests since they were recorded. */
import { spawn } from "node:child_process";
import { cp, readFile, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { MissExplanation } from "../../server/src/protocol";
import { makeWorkspace } from "../support/editor/workspace";
import { startClient, type TestClient } from "../support/languageClient";
import { ensurePythonEnvironment, ensurePythonReleases } from "../support/pythonEnvironment.mjs";

const sources = join(import.meta.dirname, "../support/misses");
const folder = "suite/tests";

/** What was changed. */
interface Change {
  /** The matchers by which the nearest recording fails, or what else happened. */
  readonly by: readonly string[] | "consumed" | "no file";
  /** Both sides of the first matcher. */
  readonly sides?: readonly [asked: string, recorded: string];
  /** The number of the nearest recording. */
  readonly nearest?: number;
  /** How many recordings match and were played. */
  readonly count?: number;
}

const chat = "/v1/chat/completions";
const changes: Readonly<Record<string, Change>> = {
  test_path: { by: ["path"], sides: ["/v1/responses", chat] },
  test_query: { by: ["query"], sides: ["a=1&b=2&c=3", "a=1&b=2"] },
  test_method: { by: ["method"], sides: ["PUT", "POST"] },
  test_host: { by: ["host"], sides: ["localhost", "127.0.0.1"] },
  test_port_and_path: { by: ["port", "path"] },
  test_consumed: { by: "consumed", count: 1 },
  test_consumed_of_three: { by: "consumed", count: 2, nearest: 1 },
  test_second_of_two: { by: ["path"], sides: ["/v1/embedding", "/v1/embeddings"], nearest: 1 },
  test_no_file: { by: "no file" },
  test_body: { by: ["body"] },
  test_own_matcher: { by: ["same_model"] },
  "TestAsking::test_in_a_class[S\\xe3o Paulo]": { by: ["path"], sides: ["/v1/b", "/v1/a"] },
  "TestAsking::test_in_a_class[a/b]": { by: ["path"], sides: ["/v1/b", "/v1/a"] },
};
const ofClients: Readonly<Record<string, Change>> = {
  test_openai: { by: ["path"], sides: ["/v2/chat/completions", chat] },
  test_anthropic: { by: ["path"], sides: ["/proxy/v1/messages", "/v1/messages"] },
};
const changed: Readonly<Record<string, Change>> = {
  ...Object.fromEntries(Object.entries(changes).map(([name, change]) => [`tests/test_asks.py::${name}`, change])),
  ...Object.fromEntries(Object.entries(ofClients).map(([name, change]) => [`tests/test_clients.py::${name}`, change])),
};

/** A run of the changed tests, and a copy of their folder elsewhere, opened as a workspace. */
interface Run {
  readonly log: string;
  readonly report: string;
  readonly client: TestClient;
  readonly expected: Readonly<Record<string, Change>>;
}

let provider: Server;
let base: string;
let older: { readonly python: string; readonly wheels: readonly string[] };
beforeAll(async () => {
  older = await ensurePythonReleases("replay");
  provider = createServer((_, response) => response.setHeader("content-type", "application/json").end("{}"));
  await new Promise<void>((done) => provider.listen(0, "127.0.0.1", done));
  base = `http://127.0.0.1:${(provider.address() as AddressInfo).port}`;
});
afterAll(() => provider.close());

async function runOf(python: string, wheel?: string): Promise<Run> {
  const recorded = await makeWorkspace({ "suite/pytest.ini": "[pytest]\n" });
  await cp(sources, join(recorded, folder), { recursive: true, filter: (path) => !path.includes("__pycache__") });
  // The clients are installed beside the current vcrpy.
  if (wheel !== undefined || python === older.python) await rm(join(recorded, folder, "test_clients.py"));
  const root = join(recorded, "suite");
  await pytest(python, root, wheel, "--record-mode=rewrite");
  await rm(join(root, "tests/cassettes/test_asks/test_no_file.yaml"));
  const report = join(recorded, "report.xml");
  const log = await pytest(python, root, wheel, "--record-mode=none", "--color=yes", `--junitxml=${report}`);
  const workspace = await makeWorkspace({ "pytest.ini": "[pytest]\n" });
  await cp(join(recorded, folder), join(workspace, "tests"), { recursive: true });
  const client = await startClient([workspace]);
  await client.request("tapedeck/whenIndexed", {});
  const hasClients = wheel === undefined && python !== older.python;
  const expected = Object.fromEntries(Object.entries(changed).filter(([id]) => hasClients || !id.includes("clients")));
  return { log, report: await readFile(report, "utf8"), client, expected };
}

/** What it prints. In the mode `none` the tests ask for something else. */
async function pytest(python: string, root: string, wheel: string | undefined, ...options: readonly string[]): Promise<string> {
  const isChanged = options.includes("--record-mode=none");
  const env = { ...process.env, BASE: base, CHANGED: isChanged ? "1" : "0", PYTHONDONTWRITEBYTECODE: "1" };
  const path = wheel === undefined ? {} : { PYTHONPATH: wheel };
  const child = spawn(python, ["-m", "pytest", "-q", "-p", "no:cacheprovider", ...options], {
    cwd: root,
    env: { ...env, ...path },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
  const status = await new Promise((done) => child.on("close", done));
  expect(`${status as number} of ${output}`).toMatch(isChanged ? /^1 / : /^0 /);
  return output;
}

async function explained(
  client: TestClient,
  text: string,
  more: { readonly request?: string } = {},
): Promise<readonly MissExplanation[]> {
  const answer = await client.request("tapedeck/explain", { text, ...more });
  if (answer?.explanation.kind !== "cassette") throw new Error(`No miss is explained: ${JSON.stringify(answer)}`);
  return answer.explanation.misses;
}

/** Each as the table above has it. */
function factsOf(misses: readonly MissExplanation[]): Readonly<Record<string, Change>> {
  return Object.fromEntries(misses.map((miss) => [miss.testId ?? "", changeIn(miss)]));
}

function changeIn({ verdict, cassette, nearest: [nearest] }: MissExplanation): Change {
  const at = Number(nearest?.name?.split("#")[1] ?? 0);
  const place = at === 0 ? {} : { nearest: at };
  if (cassette?.exists === false) return { by: "no file" };
  if (/was played already|each was played/.test(verdict))
    return { by: "consumed", count: Number(/request (\d+) times/.exec(verdict)?.[1] ?? 1), ...place };
  const failed = nearest?.failed ?? [];
  const [first] = failed;
  const isSaid = failed.length === 1 && typeof first?.asked === "string" && typeof first.recorded === "string";
  const sides = isSaid ? { sides: [first.asked, first.recorded] as const } : {};
  return { by: failed.map(({ name }) => name), ...sides, ...place };
}

/** The output of a run as people come by it. */
const wrappings: readonly (readonly [name: string, wrap: (run: Run) => string])[] = [
  ["as the terminal has it", ({ log }) => log],
  ["without colours", ({ log }) => plain(log)],
  [
    "as GitHub prints it",
    ({ log }) =>
      plain(log)
        .split("\n")
        .map((line, at) => `2026-11-30T10:00:${String(at % 60).padStart(2, "0")}.1234567Z ${line}`)
        .join("\r\n"),
  ],
  [
    "as gh prints it",
    ({ log }) =>
      plain(log)
        .split("\n")
        .map((line) => `tests (3.12)\tRun pytest\t2026-11-30T10:00:00.1234567Z ${line}`)
        .join("\n"),
  ],
  [
    "as docker compose prints it",
    ({ log }) =>
      plain(log)
        .split("\n")
        .map((line) => `tests-1  | ${line}`)
        .join("\n"),
  ],
  ["as JUnit's report", ({ report }) => report],
];

/** Without colours. */
const plain = (text: string): string => text.replace(/\u001b\[[\d;]*m/g, "");

/** What pytest says of each failure, without the summary. */
function sectionsOf({ log }: Run): readonly string[] {
  const [failures = ""] = plain(log).split(/^=+ short test summary/m, 1);
  return failures.split(/^(?=_{3,} )/m).slice(1);
}

const releases = [
  ["today's", () => ensurePythonEnvironment("cassettes"), undefined],
  ["8.2", () => Promise.resolve(older.python), "8.2"],
  ["6.0", () => Promise.resolve(older.python), "6.0"],
] as const;

describe.each(releases)("What %s vcrpy says of changed tests", (_, python, version) => {
  let run: Run;
  beforeAll(async () => {
    run = await runOf(
      await python(),
      older.wheels.find((wheel) => version !== undefined && wheel.includes(`vcrpy-${version}.`)),
    );
  });
  afterAll(() => run.client.stop());

  it.each(wrappings)("is explained by what was changed, %s", async (_, wrap) => {
    expect(factsOf(await explained(run.client, wrap(run)))).toEqual(run.expected);
  });

  it("is explained where a paste has joined its lines, one failure at a time", async () => {
    const sections = sectionsOf(run);
    const found = await Promise.all(sections.map((section) => explained(run.client, section.replaceAll(/\s*\n\s*/g, " "))));
    expect(found.map((each) => each.map(changeIn))).toEqual(Object.values(run.expected).map((change) => [change]));
  });

  it("is never explained wrongly where it was cut", async () => {
    const text = plain(run.log);
    const inAddresses = [...text.matchAll(/[(A-Z] http:\/\/127\.0/g)].map(({ index }) => index + "P http://127.0.".length);
    const anywhere = Array.from({ length: 40 }, (_, part) => Math.floor((text.length * (part + 1)) / 41));
    for (const end of [...inAddresses, ...anywhere]) {
      const answer = await run.client.request("tapedeck/explain", { text: text.slice(0, end) });
      const misses = answer?.explanation.kind === "cassette" ? answer.explanation.misses : [];
      for (const miss of misses.filter(({ nearest }) => nearest.length > 0)) {
        // Where the cut took the request away, the file's recordings are listed, and none is said to be nearest.
        if (miss.request === null) {
          expect(miss.verdict).toContain("This text does not say which request");
          continue;
        }
        const { by, nearest } = run.expected[miss.testId ?? ""] ?? { by: [] };
        const found = changeIn(miss);
        expect(found.nearest, miss.verdict).toBe(nearest);
        for (const name of typeof found.by === "string" ? [found.by] : found.by) expect(by, miss.verdict).toContain(name);
      }
    }
  });

  it("is compared with the body that somebody gives, field by field", async () => {
    const section = sectionsOf(run).find((each) => /^_+ test_body _/.test(each));
    const request = JSON.stringify({ model: "gpt-4o", temperature: 1, seed: 7 });
    const [miss] = await explained(run.client, section ?? "", { request });
    expect(miss?.comparison?.differences).toEqual([{ pointer: "/body/temperature", asked: "1", recorded: "0" }]);
    expect(miss?.verdict).toContain("differs in body: temperature");
  });
});
