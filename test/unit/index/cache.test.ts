/** What is kept between two runs, and what is not trusted. */
import {
  appendFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Cache } from "../../../server/src/index/cache/cache";
import type { CachedFolder } from "../../../server/src/index/cache/cacheFormat";
import { pack, textOf, unpack } from "../../../server/src/index/store/packed";
import { chatCompletion } from "../../support/recordings";
import { summaryOf } from "../../support/summaries";

const root = "file:///work";
let folder: string;
let script: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tapedeck-cache-"));
  script = join(folder, "worker.js");
  writeFileSync(script, "version 1");
});
afterEach(() => rmSync(folder, { recursive: true }));

const cache = () => new Cache(join(folder, "cache"), script);
const files = () => readdirSync(join(folder, "cache"));
const theFile = () => join(folder, "cache", files()[0]!);

/** So many recordings of one folder, with everything in them that is not ASCII. */
function recordings(count: number, name = "recordings"): CachedFolder {
  const uris = Array.from({ length: count }, (_, index) => `${root}/${name}/${index}.json`);
  const one = summaryOf("/x.json", chatCompletion("Grüße 🎉 \u2028", { testId: "tests/test_x.py::test_é[🎉]" }));
  const packed = uris.map((uri) => pack({ ...one, preview: `${one.preview} ${uri}` }));
  return {
    folder: `${root}/${name}`,
    names: uris.map((uri) => uri.split("/").at(-1)!),
    stamps: uris.map((_, index) => `${index}.25-7`),
    testIds: uris.map((_, index) => (index % 3 === 0 ? null : "tests/test_x.py::test_é[🎉]")),
    evidence: uris.map((_, index) => (index % 2 === 0 ? "2 3 4" : null)),
    packed,
  };
}

function shown(folders: readonly CachedFolder[]) {
  return folders.flatMap(({ folder: uri, names, stamps, testIds, evidence, packed }) =>
    names.map((name, at) => [uri, name, stamps[at], testIds[at], evidence[at], textOf(packed[at]!)]),
  );
}

test("what was saved is loaded, in whatever portions it was saved", async () => {
  const saved = [recordings(2500), recordings(1, "one"), recordings(700, "more")];
  expect(await cache().save(root, "recordings", saved)).toBe(true);
  const loaded = await cache().load(root, "recordings");
  expect(shown(loaded)).toEqual(shown(saved));
  expect(unpack({ id: "x", testId: undefined, packed: loaded[0]!.packed[1]! })).toMatchObject({
    uri: "x",
    preview: expect.stringContaining("Grüße 🎉") as string,
  });
});

test("only the owner may read it", async () => {
  await cache().save(root, "recordings", [recordings(1)]);
  expect(statSync(theFile()).mode & 0o077).toBe(0);
  expect(statSync(join(folder, "cache")).mode & 0o077).toBe(0);
});

describe("nothing is loaded", () => {
  beforeEach(() => cache().save(root, "recordings", [recordings(30)]));
  const nothing = async () => expect(await cache().load(root, "recordings")).toEqual([]);

  test("of another program version, whose rules may find other things", async () => {
    writeFileSync(script, "version 2");
    await nothing();
    expect(files()).toEqual([]);
  });

  test("of another workspace", async () => {
    expect(await cache().load("file:///other", "recordings")).toEqual([]);
    expect(files()).toHaveLength(1);
  });

  test.each([0, 1, 50, 3000])("of a file that ends after %i bytes, and it is thrown away", async (length) => {
    truncateSync(theFile(), length);
    await nothing();
    expect(files()).toEqual([]);
  });

  test("of a file to which something was added", async () => {
    appendFileSync(theFile(), "x");
    await nothing();
  });

  test("where the file is a folder, or its folder is a file", async () => {
    rmSync(join(folder, "cache"), { recursive: true });
    writeFileSync(join(folder, "cache"), "");
    await nothing();
    expect(await cache().save(root, "recordings", [recordings(1)])).toBe(false);
  });

  test("of a file with any byte changed", async () => {
    const whole = readFileSync(theFile());
    const path = theFile();
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), async (at, change) => {
        const damaged = Buffer.from(whole);
        damaged[at] = damaged[at]! ^ change;
        writeFileSync(path, damaged);
        await nothing();
      }),
      { numRuns: 60 },
    );
  });
});

test("of two windows that save at once, the last one wins, and nothing is left lying about", async () => {
  const saves = Array.from({ length: 8 }, (_, index) => cache().save(root, "recordings", [recordings(50 + index)]));
  expect(await Promise.all(saves)).not.toContain(false);
  expect(files()).toHaveLength(1);
  const [loaded] = await cache().load(root, "recordings");
  expect(shown([loaded!])).toEqual(shown([recordings(loaded!.names.length)]));
});

test("caches of workspaces that nobody opens any more go, and so do halves of files", async () => {
  await cache().save("file:///old", "recordings", [recordings(1)]);
  const old = theFile();
  const half = join(folder, "cache", "x.recordings.1.tmp");
  writeFileSync(half, "");
  const longAgo = new Date(Date.now() - 100 * 24 * 60 * 60 * 1000);
  for (const path of [old, half]) utimesSync(path, longAgo, longAgo);
  await cache().save(root, "recordings", [recordings(1)]);
  expect(files()).toHaveLength(1);
  expect(await cache().load(root, "recordings")).toHaveLength(1);
});

test("a summary is packed as ASCII and comes back as it was", () => {
  const summary = summaryOf("/work/recordings/a.json", chatCompletion("é\ud800🎉", { testId: "tests/test_x.py::test_f[é]" }));
  expect(pack(summary)).toMatch(/^[\0-\x7f]+$/);
  expect(unpack({ ...summary, packed: pack(summary) })).toEqual(summary);
});
