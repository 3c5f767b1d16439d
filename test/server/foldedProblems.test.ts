/** What many recordings of a test module have alike is one problem on the module, for editors that ask and for those that are told. */
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, expect, test } from "vitest";
import type { CodeAction, Diagnostic } from "vscode-languageserver-types";
import type { BaselinePlan } from "../../server/src/protocol";
import { mismatch } from "../../server/src/rules/hashRules";
import { startClient, type ClientOptions, type TestClient } from "../support/languageClient";
import { makeWorkspace } from "../support/editor/workspace";
import { hashesUnder } from "../support/hashJudge";
import { chatCompletion } from "../support/recordings";

const baselineFile = "tapedeck-baseline.json";
const module = "tests/test_many.py";
const count = 22;
const timeout = 30_000;
let client: TestClient;

afterEach(() => client.stop());

const text = (at: number, testId = `${module}::test_a`) =>
  chatCompletion("Hi", { testId, body: { messages: [{ role: "user", content: `Question ${at}` }] } });
const pathOf = (of: string) => `tests/recordings/${hashesUnder(of)["4"]}.json`;
const paths = Array.from({ length: count }, (_, at) => pathOf(text(at)));

/** All carry a test id that was edited after recording. */
const files = {
  [module]: "def test_b():\n    pass\n\n\ndef test_a():\n    pass\n\n\ndef test_sound():\n    pass\n",
  [pathOf(text(0, `${module}::test_sound`))]: text(0, `${module}::test_sound`),
  ...Object.fromEntries(paths.map((path, at) => [path, text(at, `${module}::test_b`)])),
};

/** The ids in the answers are made up. */
const rules = { "chunk.id": "off" };

const editors: readonly (readonly [string, ClientOptions])[] = [
  [
    "asks for problems",
    {
      capabilities: {
        textDocument: {
          codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: ["quickfix"] } } },
          diagnostic: {},
        },
        workspace: { configuration: true, didChangeWatchedFiles: { dynamicRegistration: true } },
      },
    },
  ],
  [
    "is told of problems",
    {
      capabilities: {
        textDocument: { codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: ["quickfix"] } } } },
        workspace: { configuration: true, didChangeWatchedFiles: { dynamicRegistration: true } },
      },
    },
  ],
];

/** The problems that the editor shows, "file: code", those of a file once; of the module with its message. */
function shown(isTold: boolean): () => readonly string[] {
  const known = new Map<string, { readonly value: string; readonly items: readonly Diagnostic[] }>();
  const ask = async (): Promise<void> => {
    const previous = [...known].flatMap(([uri, { value }]) => (value === "" ? [] : [{ uri, value }]));
    for (const report of (await client.workspaceDiagnostics(previous)).items)
      if (report.kind === "full") known.set(report.uri, { value: report.resultId ?? "", items: report.items });
    return ask();
  };
  // It ends with the server.
  if (!isTold) ask().catch(() => undefined);
  const all = () => (isTold ? client.published : new Map([...known].map(([uri, { items }]) => [uri, items])));
  return () =>
    [...all()].flatMap(([uri, items]) =>
      items.map(({ code, message }) =>
        uri.endsWith(".py")
          ? (message as string)
          : `${uri.slice(uri.lastIndexOf("/") + 1)}: ${(code as string | undefined) ?? (message as string)}`,
      ),
    );
}

const onModule = (many: number) => `${many} recordings of this module: ${mismatch.summary}`;

test.for(editors)(
  "an editor that %s shows one on the module, with a way to the review, and follows what changes",
  async ([how, options]) => {
    client = await startClient([await makeWorkspace(files)], { ...options, settings: { rules } });
    const isTold = how.startsWith("is told");
    const problems = shown(isTold);
    await expect.poll(problems, { timeout }).toEqual([onModule(count)]);
    await client.open(module);
    const actions: CodeAction[] = await client.connection.sendRequest("textDocument/codeAction", {
      textDocument: { uri: client.uri(module) },
      range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } },
      context: { diagnostics: [] },
    });
    const target = { uris: [client.uri(module)], codes: ["hash.mismatch"] };
    expect(actions).toMatchObject([
      {
        title: `Fix ${count} recordings with hash.mismatch…`,
        command: { command: "tapedeck.fixRecordings", arguments: [target] },
      },
      {
        title: `Add ${count} recordings with hash.mismatch to baseline`,
        command: { command: "tapedeck.addToBaseline", arguments: [target] },
      },
    ]);
    // One that is open shows its own.
    const [first = "", second = "", third = ""] = paths;
    await client.open(first);
    if (isTold) await expect.poll(problems, { timeout }).toContain(`${first.slice(17)}: hash.mismatch`);
    else expect(await client.codes(first)).toEqual(["hash.mismatch"]);
    await client.close(first);
    await expect.poll(problems, { timeout }).toEqual([onModule(count)]);
    await client.remove(second);
    await expect.poll(problems, { timeout }).toEqual([onModule(count - 1)]);
    await client.write({ [third]: text(2) });
    const left = paths.filter((path) => path !== second && path !== third);
    await expect
      .poll(() => new Set(problems()), { timeout })
      .toEqual(new Set(left.map((path) => `${path.slice(17)}: hash.mismatch`)));
    await client.write({ [third]: files[third]! });
    await expect.poll(problems, { timeout }).toEqual([onModule(count - 1)]);
    // In the baseline they are not told, as long as that can be read and is there.
    const { changes } = await client.connection.sendRequest<BaselinePlan>("tapedeck/baselinePlan", target);
    const [{ text: baseline, added } = { text: "", added: [] }] = changes;
    expect(added).toEqual([{ code: "hash.mismatch", count: count - 1 }]);
    await client.write({ [baselineFile]: baseline });
    await expect.poll(problems, { timeout }).toEqual([]);
    await client.write({ [baselineFile]: `<<<<<<< HEAD\n${baseline}` });
    const broken = "The baseline contains merge conflict markers, so no finding is muted until they are resolved.";
    await expect.poll(() => problems().toSorted(), { timeout }).toEqual([onModule(count - 1), `${baselineFile}: ${broken}`]);
    await client.write({ [baselineFile]: baseline });
    await expect.poll(problems, { timeout }).toEqual([]);
    // What is muted for more than twenty is told of the others, each by itself.
    const lines = baseline.split("\n").filter((line) => !line.includes(first.slice(17)));
    await client.write({ [baselineFile]: lines.join("\n").replace(/,\n {2}\]/, "\n  ]") });
    await expect.poll(problems, { timeout }).toEqual([`${first.slice(17)}: hash.mismatch`]);
    await client.remove(baselineFile);
    await expect.poll(problems, { timeout }).toEqual([onModule(count - 1)]);
  },
);

/** VS Code asks for open documents at once after a change, and for the workspace up to two seconds later. */
const partly = [...editors, ["asks for the open module alone", editors[0]![1]]] as const;

test.for(partly)("of a module that is muted in part, an editor that %s shows all the others", async ([how, options]) => {
  const texts = Array.from({ length: 55 }, (_, at) => text(at, `${module}::test_b`));
  const named = (from: number, to?: number) =>
    Object.fromEntries(texts.slice(from, to).map((each, at) => [pathOf(text(from + at)), each]));
  const sound = pathOf(text(0, `${module}::test_sound`));
  const before = { [module]: files[module], [sound]: files[sound]!, ...named(0, 30) };
  client = await startClient([await makeWorkspace(before)], { ...options, settings: { rules } });
  await client.open(module);
  const isAlone = how.endsWith("alone");
  const all = isAlone ? undefined : shown(how.startsWith("is told"));
  const ofModule = async () => {
    const report = await client.diagnostics(module);
    return report.kind === "full" ? report.items.map(({ message }) => message) : [];
  };
  const expectShown = async (expected: readonly string[]) => {
    if (all) return expect.poll(() => all().toSorted(), { timeout }).toEqual(expected.toSorted());
    return expect.poll(ofModule, { timeout }).toEqual(expected.filter((each) => !each.includes(".json")));
  };
  await expectShown([onModule(30)]);
  const { changes } = await client.connection.sendRequest<BaselinePlan>("tapedeck/baselinePlan", {});
  const baseline = changes[0]!.text;
  await client.write({ [baselineFile]: baseline });
  await expectShown([]);
  await client.write(named(30));
  await expectShown([onModule(25)]);
  for (const path of Object.keys(named(35))) await client.remove(path);
  await expectShown(Object.keys(named(30, 35)).map((path) => `${path.slice(17)}: hash.mismatch`));
  await client.write(named(35));
  await expectShown([onModule(25)]);
  // Lines of the baseline are deleted.
  const { findings, ...others } = JSON.parse(baseline) as { readonly findings: readonly unknown[] };
  await client.write({ [baselineFile]: JSON.stringify({ ...others, findings: findings.slice(3) }) });
  await expectShown([onModule(28)]);
  await client.write({ [baselineFile]: baseline });
  await expectShown([onModule(25)]);
});

test("the setting names the rules that are folded; none: each recording has its own", async () => {
  client = await startClient([await makeWorkspace(files)], { settings: { rules, problems: { fold: [] } } });
  const problems = shown(false);
  await expect.poll(() => problems().length, { timeout }).toBe(count);
  client.settings = { rules, problems: { fold: ["hash.mismatch"] } };
  await client.connection.sendNotification("workspace/didChangeConfiguration", { settings: null });
  await expect.poll(problems, { timeout }).toEqual([onModule(count)]);
});

test("each workspace folder has a baseline of its own, which the setting names", async () => {
  const [one, other] = [await makeWorkspace(files), await makeWorkspace(files)];
  const known = "config/known.json";
  client = await startClient([one, other], { settings: { rules, problems: { fold: [] }, baseline: known } });
  const problems = shown(false);
  await expect.poll(() => problems().length, { timeout }).toBe(2 * count);
  const { changes } = await client.connection.sendRequest<BaselinePlan>("tapedeck/baselinePlan", {});
  expect(changes.map(({ uri }) => uri)).toEqual([one, other].map((folder) => pathToFileURL(join(folder, known)).toString()));
  await client.write({ [known]: changes[0]?.text ?? "" });
  await expect.poll(() => problems().length, { timeout }).toBe(count);
  client.settings = { rules, problems: { fold: [] }, baseline: "" };
  await client.connection.sendNotification("workspace/didChangeConfiguration", { settings: null });
  await expect.poll(() => problems().length, { timeout }).toBe(2 * count);
});
