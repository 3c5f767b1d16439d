/** What distinguishes the recordings of a list. */
import type { RecordingSummary } from "../index/store/summary";
import { formatNodeId, parseNodeId } from "../pytest/nodeId";
import { writtenId } from "../pytest/writtenId";
import { maskSecrets } from "../rules/secrets/mask";

/** The values that differ between them. */
export interface Apart {
  readonly test: boolean;
  /** Whether any has parameters. */
  readonly parameters: boolean;
  readonly model: boolean;
  /** Whether some that are otherwise equal have different prompts. */
  readonly asked: boolean;
}

export function tellApart(recordings: readonly RecordingSummary[]): Apart {
  const asked = new Map<string, string>();
  let differs = false;
  for (const recording of recordings) {
    const key = JSON.stringify([recording.testId, recording.model]);
    const other = asked.get(key);
    if (other !== undefined && other !== recording.asked) differs = true;
    asked.set(key, recording.asked);
  }
  return {
    test: new Set(recordings.map(testName)).size > 1,
    parameters: recordings.some((recording) => parameterId(recording) !== ""),
    model: new Set(recordings.map(({ model }) => model)).size > 1,
    asked: differs,
  };
}

/** `TestStreaming::test_x`, without its module; empty if there is none. */
export function testName({ testId }: RecordingSummary): string {
  const id = testId === undefined ? undefined : parseNodeId(testId);
  return id ? formatNodeId({ ...id, path: "", param: undefined }).slice(2) : (testId ?? "");
}

/** The parameter id of a test as written in the source; empty without parameters. */
export function parameterId({ testId }: RecordingSummary): string {
  return writtenId(maskSecrets((testId === undefined ? undefined : parseNodeId(testId)?.param) ?? ""));
}
