/** The order of reading, and that the last state of a file is the one that counts. */
import { expect, test } from "vitest";
import { Reader } from "../../../server/src/index/scan/reader";
import type { ReadReply } from "../../../server/src/index/store/encodedBatch";
import type { Stored } from "../../../server/src/index/store/stored";

/** A disk whose files say how often they were written, and workers that answer when told to. */
function disk(size = 1) {
  const contents = new Map<string, string>();
  const asked: { readonly uris: readonly string[]; readonly urgent: boolean; readonly answer: () => void }[] = [];
  const read = (uris: readonly string[], urgent = false): Promise<ReadReply> => {
    const files = uris.flatMap((uri) => {
      const packed = contents.get(uri);
      return packed === undefined
        ? []
        : [
            {
              id: uri,
              testId: undefined,
              evidence: undefined,
              packed,
              stamp: undefined,
              validity: "passing" as const,
              partial: false,
            },
          ];
    });
    const gone = uris.filter((uri) => !contents.has(uri));
    return new Promise((resolve) => asked.push({ uris, urgent, answer: () => resolve({ recordings: files, gone }) }));
  };
  const known = new Map<string, unknown>();
  const reader = new Reader({ size, read }, (files: readonly Stored[], gone) => {
    for (const { id, packed } of files) known.set(id, packed);
    for (const uri of gone) known.delete(uri);
  });
  const answerAll = async () => {
    for (let next = asked.shift(); next; next = asked.shift()) {
      next.answer();
      await new Promise((resume) => setImmediate(resume));
    }
  };
  return { contents, asked, known, reader, answerAll };
}

const names = (count: number) => Array.from({ length: count }, (_, index) => String(index));

test("everything is read, in batches, and few of them at a time", async () => {
  const { contents, asked, known, reader, answerAll } = disk();
  for (const uri of names(200)) contents.set(uri, "1");
  for (const uri of names(200)) reader.add(uri, 1);
  const idle = reader.whenIdle();
  expect(asked).toHaveLength(2);
  await answerAll();
  await idle;
  expect(known.size).toBe(200);
});

test("the first batches are small, for workers that have read nothing yet are slow", async () => {
  const { contents, asked, reader } = disk();
  for (const uri of names(1000)) contents.set(uri, "1");
  for (const uri of names(1000)) reader.add(uri, 1);
  reader.start();
  const sizes: number[] = [];
  for (let next = asked.shift(); next; next = asked.shift()) {
    sizes.push(next.uris.length);
    next.answer();
    await new Promise((resume) => setImmediate(resume));
  }
  expect(sizes.slice(0, 2)).toEqual([4, 4]);
  expect(Math.max(...sizes)).toBe(32);
  expect(sizes.length).toBeLessThan(70);
});

test("a file that changes while it is read is read again, and what was read before is not shown", async () => {
  const { contents, known, reader, asked, answerAll } = disk();
  contents.set("a", "old");
  reader.add("a");
  reader.start();
  contents.set("a", "new");
  reader.add("a");
  reader.add("a");
  asked.shift()!.answer();
  await new Promise((resume) => setImmediate(resume));
  expect(known.get("a")).toBeUndefined();
  await answerAll();
  expect(known.get("a")).toBe("new");
});

test("a file that changes often before it is read is read once", () => {
  const { contents, reader, asked } = disk();
  contents.set("a", "1");
  for (let times = 0; times < 100; times++) reader.add("a");
  reader.start();
  expect(asked.map(({ uris }) => uris)).toEqual([["a"]]);
});

test("what somebody waits for is read at once, and not again afterwards", async () => {
  const { contents, reader, asked, answerAll } = disk();
  for (const uri of names(500)) contents.set(uri, "1");
  for (const uri of names(500)) reader.add(uri, 1);
  reader.start();
  const wanted = reader.urgent(["499"]);
  expect(asked.at(-1)).toMatchObject({ uris: ["499"], urgent: true });
  const all = asked.map(({ uris }) => uris);
  await answerAll();
  await wanted;
  expect(all.flat().filter((uri) => uri === "499")).toHaveLength(1);
});

test("many that somebody waits for are read by all workers together", async () => {
  const { contents, reader, asked, answerAll } = disk(2);
  for (const uri of names(200)) contents.set(uri, "1");
  let isDone = false;
  const wanted = reader.urgent(names(200)).then(() => (isDone = true));
  expect(asked.every(({ urgent }) => urgent)).toBe(true);
  expect(Math.max(...asked.map(({ uris }) => uris.length))).toBeLessThanOrEqual(50);
  expect(asked.flatMap(({ uris }) => uris)).toEqual(names(200));
  expect(isDone).toBe(false);
  await answerAll();
  await wanted;
});

test("large files come last, each by itself", async () => {
  const { contents, reader, asked } = disk();
  for (const uri of ["large", "huge", "small"]) contents.set(uri, "1");
  reader.add("large", 3e6);
  reader.add("huge", 40e6);
  reader.add("small", 1000);
  reader.start();
  expect(asked.map(({ uris }) => uris)).toEqual([["small"], ["large"]]);
  asked.shift()!.answer();
  await new Promise((resume) => setImmediate(resume));
  expect(asked.at(-1)!.uris).toEqual(["huge"]);
});

test("what was superseded comes to nothing", async () => {
  const { contents, reader, known, asked } = disk();
  contents.set("a", "1");
  reader.add("a");
  const idle = reader.whenIdle();
  reader.clear();
  await idle;
  asked[0]!.answer();
  await new Promise((resume) => setImmediate(resume));
  expect([known.size, reader.left]).toEqual([0, 0]);
});
