/** A recording in the index. */
import { parseNodeId, type NodeId } from "../../pytest/nodeId";
import { fileOf, type RecordingId } from "../../recordingId";
import type { Packed } from "./packed";
import type { Stored, Validity } from "./stored";
import type { RecordingSummary } from "./summary";

/** A test of a recording. */
export interface EntryTest {
  readonly testId: string;
  /** The path of the test's module, as in node ids. */
  readonly modulePath: string | undefined;
}

export function entryTest(testId: string): EntryTest {
  return { testId, modulePath: parseNodeId(testId)?.path };
}

const none: readonly EntryTest[] = [];

export class Entry implements Stored {
  /** The unpacked summary, while it is in use. */
  summary: RecordingSummary | undefined;
  readonly id: RecordingId;
  /** The test that the recording itself names. */
  readonly testId: string | undefined;
  /** The recording's tests: its own, or those that its file's path belongs to. */
  tests: readonly EntryTest[];
  evidence: string | undefined;
  packed: Packed;
  stamp: string | undefined;
  validity: Validity;
  partial: boolean;

  constructor({ id, testId, evidence, packed, stamp, validity, partial }: Stored, tests: readonly EntryTest[] = none) {
    this.id = id;
    // Thousands of recordings may share a test, whose id is kept in memory once.
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

  /** Sets new data for the same recording with the same test. */
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
