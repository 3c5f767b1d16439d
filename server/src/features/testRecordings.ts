/** Which recordings belong to which function and class of a test module. */
import type { TextDocument } from "vscode-languageserver-textdocument";
import type { RecordingSummary } from "../index/store/summary";
import type { TestRecording } from "../index/store/recordingIndex";
import { baseId } from "../pytest/nodeId";
import { findTest, type TestItem } from "../pytest/testModule";
import type { Services } from "./services";

export interface RecordedTest {
  readonly item: TestItem;
  /** Of the function, or of all tests of the class. Never empty. */
  readonly recordings: readonly RecordingSummary[];
}

export interface RecordedModule {
  /** Functions, methods and classes with recordings, in text order. */
  readonly tests: readonly RecordedTest[];
  /** All recordings of the module, including those of tests that are not in its text. */
  readonly recordings: readonly RecordingSummary[];
}

interface Made {
  /** Changes with the document, and with its tests in the index. */
  readonly version: string;
  readonly module: RecordedModule;
}

const made = new WeakMap<TextDocument, Made>();

/** Computed once for all lenses of a module, and again when its text or its recordings change. */
export function recordedModule(services: Services, document: TextDocument): RecordedModule {
  const version = `${document.version} ${services.workspace.index.moduleStamp(document.uri)}`;
  const known = made.get(document);
  if (known?.version === version) return known.module;
  const module = gather(services, document);
  made.set(document, { version, module });
  return module;
}

function gather({ workspace }: Services, document: TextDocument): RecordedModule {
  const all = workspace.index.ofModule(document.uri);
  if (all.length === 0) return { tests: [], recordings: [] };
  const module = workspace.documents.testModule(document);
  const byItem = new Map<TestItem, RecordingSummary[]>();
  for (const each of all) {
    for (const item of itemsOf(each, (names) => findTest(module, names))) {
      const recordings = byItem.get(item);
      if (recordings) recordings.push(each.summary);
      else byItem.set(item, [each.summary]);
    }
  }
  const tests = [...byItem].map(([item, recordings]) => ({ item, recordings }));
  tests.sort((a, b) => a.item.nameRange.start - b.item.nameRange.start);
  return { tests, recordings: all.map(({ summary }) => summary) };
}

/** The function that made a recording (an inherited one is in its base class) and the classes in its node id. */
function itemsOf({ nodeId }: TestRecording, find: (names: readonly string[]) => TestItem | undefined): readonly TestItem[] {
  const found = nodeId.names.map((_, index) => find(nodeId.names.slice(0, index + 1)));
  return [...new Set(found.filter((item) => item !== undefined))];
}

/** The number of different tests that made these recordings, counting parameter sets as one. */
export function countTests(recordings: readonly RecordingSummary[]): number {
  return new Set(recordings.flatMap(({ testId }) => (testId === undefined ? [] : [baseId(testId)]))).size;
}
