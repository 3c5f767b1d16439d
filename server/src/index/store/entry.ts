/** A recording as the index holds it. */
import { parseNodeId, type NodeId } from "../../pytest/nodeId";
import { fileOf, type RecordingId } from "../../recordingId";
import type { Packed } from "./packed";
import type { Stored, Validity } from "./stored";
import type { RecordingSummary } from "./summary";

export class Entry implements Stored {
  /** Unpacked, while somebody asks for it. */
  summary: RecordingSummary | undefined;
  readonly id: RecordingId;
  readonly testId: string | undefined;
  /** Of the test's module, as the node id has it. */
  readonly modulePath: string | undefined;
  evidence: string | undefined;
  packed: Packed;
  stamp: string | undefined;
  validity: Validity;
  partial: boolean;

  /** `other` is of the same test, where there is one: thousands have the same texts, which need to be in memory once. */
  constructor({ id, testId, evidence, packed, stamp, validity, partial }: Stored, other: Entry | undefined) {
    this.id = id;
    this.testId = other ? other.testId : testId;
    this.modulePath = other ? other.modulePath : nodeIdOf({ testId })?.path;
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

export function nodeIdOf({ testId }: Pick<Stored, "testId">): NodeId | undefined {
  return testId === undefined ? undefined : parseNodeId(testId);
}
