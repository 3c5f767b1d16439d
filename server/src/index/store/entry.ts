/** A recording as the index holds it. */
import { parseNodeId, type NodeId } from "../../pytest/nodeId";
import { fileOf, type RecordingId } from "../../recordingId";
import type { Packed } from "./packed";
import type { Stored, Validity } from "./stored";
import type { RecordingSummary } from "./summary";

/** A test that a recording is of. */
export interface EntryTest {
  readonly testId: string;
  /** Of the test's module, as the node id has it. */
  readonly modulePath: string | undefined;
}

export function entryTest(testId: string): EntryTest {
  return { testId, modulePath: parseNodeId(testId)?.path };
}

const none: readonly EntryTest[] = [];

export class Entry implements Stored {
  /** Unpacked, while somebody asks for it. */
  summary: RecordingSummary | undefined;
  readonly id: RecordingId;
  /** What the recording itself says. */
  readonly testId: string | undefined;
  /** The tests that it is of: its own, or those that its file's path leads to. */
  tests: readonly EntryTest[];
  evidence: string | undefined;
  packed: Packed;
  stamp: string | undefined;
  validity: Validity;
  partial: boolean;

  constructor({ id, testId, evidence, packed, stamp, validity, partial }: Stored, tests: readonly EntryTest[] = none) {
    this.id = id;
    // Thousands are of one test, whose id needs to be in memory once.
    this.testId = testId === undefined ? undefined : (tests[0]?.testId ?? testId);
    this.tests = tests;
    this.evidence = evidence;
    this.packed = packed;
    this.stamp = stamp;
    this.validity = validity;
    this.partial = partial;
  }

  get uri(): string {
    return fileOf(this.id);
  }

  /** What is known now of the same recording, of the same test. */
  replace({ evidence, packed, stamp, validity, partial }: Stored): void {
    this.summary = undefined;
    this.evidence = evidence;
    this.packed = packed;
    this.stamp = stamp;
    this.validity = validity;
    this.partial = partial;
  }
}

/** The tests of a recording that are node ids. */
export function nodeIdsOf({ tests }: Pick<Entry, "tests">): readonly NodeId[] {
  return tests.flatMap(({ testId }) => parseNodeId(testId) ?? []);
}
