/** What a worker read arrives as it was sent. */
import { MessageChannel } from "node:worker_threads";
import { expect, test } from "vitest";
import { unpack } from "../../../server/src/index/store/packed";
import { decodeBatch, encodeBatch, type EncodedBatch } from "../../../server/src/index/store/encodedBatch";
import { storedOf } from "../../../server/src/index/store/stored";
import { chatCompletion } from "../../support/recordings";
import { summaryOf } from "../../support/summaries";

async function sent(batch: EncodedBatch): Promise<EncodedBatch> {
  const { port1, port2 } = new MessageChannel();
  const arrived = new Promise<EncodedBatch>((resolve) => port2.once("message", resolve));
  port1.postMessage(batch, [batch.bytes.buffer]);
  const answer = await arrived;
  port1.close();
  return answer;
}

test("with files that are gone in between, and texts of every kind", async () => {
  const uris = ["a", "b", "c", "d"].map((name) => `file:///w/recordings/${name}.json`);
  const summary = (text: string, uri: string) => ({
    ...summaryOf("/x.json", chatCompletion(text, { testId: "t.py::test_é[🎉]" })),
    id: uri,
    uri,
  });
  const [first, , third] = ["Grüße 🎉", "", "\u2028 plain"].map((text, index) => summary(text, uris[index]!));
  const stored = [first, undefined, third, undefined].map((each, index) => {
    return each && storedOf(each, { ...(index === 0 ? { stamp: "1-2" } : {}), partial: index > 0 });
  });
  const { recordings, gone } = decodeBatch(await sent(encodeBatch(stored.map((each) => each && [each]))), uris);
  expect(gone).toEqual([uris[1], uris[3]]);
  expect(recordings.map((each) => unpack(each))).toEqual([first, third]);
  expect(recordings.map(({ testId, stamp, partial: listed }) => [testId, stamp, listed])).toEqual([
    ["t.py::test_é[🎉]", "1-2", false],
    ["t.py::test_é[🎉]", undefined, true],
  ]);
});

test("of nothing, nothing", async () => {
  expect(decodeBatch(await sent(encodeBatch([])), [])).toEqual({ recordings: [], gone: [] });
});
