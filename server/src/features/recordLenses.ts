/** Lenses over tests without recordings: to record them, or to rename the recordings of the test's former name. */
import type { TextDocument } from "vscode-languageserver-textdocument";
import type { Command } from "vscode-languageserver-types";
import type { RecordingSummary } from "../index/store/summary";
import { commands, fixCommands, type RerecordTarget } from "../protocol";
import { fixtureNames } from "../pytest/fixtureNames";
import { parseNodeId } from "../pytest/nodeId";
import type { TestItem } from "../pytest/testModule";
import { testGone } from "../rules/testGone";
import { countOf } from "./recordingTable";
import type { Services } from "./services";
import type { RecordedModule } from "./testRecordings";

export interface TestLens {
  readonly item: TestItem;
  readonly command: Command;
}

/** In text order. A test without any sign that it records has none. */
export function recordLenses(services: Services, document: TextDocument, module: RecordedModule): readonly TestLens[] {
  const { workspace } = services;
  const text = document.getText();
  if (module.recordings.length === 0 && !marked.test(text)) return [];
  const recorded = new Set(module.tests.map(({ item }) => item));
  const former = formerNames(services, document, module);
  const common = commonFixtures(text, module);
  return testsIn(workspace.documents.testModule(document).items).flatMap(({ item, around }) => {
    if (recorded.has(item)) return [];
    const old = former.get(item.names.join("::"));
    if (old) return [{ item, command: moving(old) }];
    const records = isMarked(text, [...around, item]) || [...fixtureNames(text, item)].some((name) => common.has(name));
    const target: RerecordTarget = { kind: "test", uri: document.uri, names: item.names };
    return records ? [{ item, command: { title: "Record", command: commands.recordMissing, arguments: [target] } }] : [];
  });
}

/** Signs of tests with cassettes: marks, and `use_cassette`. */
const marked = /\bmark\.(?:vcr|default_cassette)\b|\buse_cassette\b/;
const markedModule = /^pytestmark\b[^\n]*(?:\n[ \t\])][^\n]*)*/m;

/** On the test itself, a class around it, or its module. */
function isMarked(text: string, items: readonly TestItem[]): boolean {
  const ofModule = markedModule.exec(text)?.[0] ?? "";
  const own = items.map(({ kind, range, nameRange }) => text.slice(range.start, kind === "class" ? nameRange.start : range.end));
  return [ofModule, ...own].some((part) => marked.test(part));
}

/** The fixtures that all tests with recordings in the module use, usually a client; without parameters of single tests. */
function commonFixtures(text: string, { tests }: RecordedModule): ReadonlySet<string> {
  const [first, ...others] = tests.filter(({ item }) => item.kind !== "class").map(({ item }) => fixtureNames(text, item));
  return new Set([...(first ?? [])].filter((name) => !general.has(name) && others.every((names) => names.has(name))));
}

/** pytest's own fixtures, which say nothing. */
const general = new Set(["monkeypatch", "request", "tmp_path", "caplog", "capsys", "subtests", "event_loop"]);

interface Former {
  readonly name: string;
  readonly recordings: readonly RecordingSummary[];
}

/** By test, the removed test with recordings that it replaces or most likely replaces. */
function formerNames({ workspace }: Services, { uri }: TextDocument, module: RecordedModule): ReadonlyMap<string, Former> {
  const found = new Map<string, Former & { readonly recordings: RecordingSummary[] }>();
  for (const recording of module.recordings) {
    const state = workspace.findings.sources.of(recording.uri, recording.testId);
    if (state.kind !== "gone" || state.what !== "function" || state.module !== uri) continue;
    const [best, ...others] = state.candidates;
    if (best === undefined || !best.isLikely || !(best.isSure || others.length === 0)) continue;
    const now = parseNodeId(best.testId)?.names.join("::") ?? "";
    const name = parseNodeId(recording.testId ?? "")?.names.at(-1) ?? "";
    const known = found.get(now);
    if (known === undefined) found.set(now, { name, recordings: [recording] });
    else if (known.name === name) known.recordings.push(recording);
  }
  return found;
}

function moving({ name, recordings }: Former): Command {
  const [first] = recordings;
  return {
    title: `${countOf(recordings.length, "recording")} under the old name ${name}: Move…`,
    command: fixCommands.fixRecordings,
    arguments: [{ codes: [testGone.code], like: first?.uri }],
  };
}

/** Functions and methods with their enclosing classes. */
function testsIn(
  items: readonly TestItem[],
  around: readonly TestItem[] = [],
): readonly { readonly item: TestItem; readonly around: readonly TestItem[] }[] {
  return items.flatMap((item) => (item.kind === "class" ? testsIn(item.children, [...around, item]) : [{ item, around }]));
}
