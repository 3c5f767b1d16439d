/** Compressed files are read as the text in them, within limits. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Roots } from "../../../server/src/disk/roots";
import { readHeadSync, readText, readTextSync } from "../../../server/src/index/scan/readText";
import { seeded } from "../../support/seeded";

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), "tapedeck-gz-"))));
afterEach(() => rmSync(folder, { recursive: true }));

/** What all ways of reading say of a file with these bytes. */
async function read(bytes: Buffer) {
  const path = join(folder, "a.yaml.gz");
  writeFileSync(path, bytes);
  const [file, later] = [readTextSync(path, new Roots([folder])), await readText(path, new Roots([folder]))];
  expect(later).toEqual(file);
  const head = readHeadSync(path, new Roots([folder]));
  return file.kind === "text" ? { text: file.text, head } : { message: file.kind === "gone" ? "gone" : file.message, head };
}

test("A compressed cassette is read as its text, and its beginning from its first kilobyte", async () => {
  const random = seeded(1);
  const text = `requests:\n${Array.from({ length: 20_000 }, () => `- é${random()}\n`).join("")}`;
  const found = await read(gzipSync(text));
  expect(found.text).toBe(text);
  expect(found.head?.length).toBeGreaterThan(100);
  expect(text.startsWith((found.head ?? "x").replace(/\uFFFD+$/, ""))).toBe(true);
});

test.each([
  ["an empty file", Buffer.alloc(0), /not a gzip file/],
  ["a text under this name", Buffer.from("interactions: []\n"), /not a gzip file/],
  ["a file that is cut off", gzipSync("interactions: []\n".repeat(50)).subarray(0, 30), /not a gzip file, or a broken one/],
  ["several pieces in one file", Buffer.concat([gzipSync("a: 1\n"), gzipSync("b: 2\n")]), /compressed in several pieces/],
  ["what grows a thousandfold", gzipSync(Buffer.alloc(20 * 1024 * 1024, "a")), /grows more than 100 times/],
])("Of %s it is said why it is not read", async (_, bytes, message) => {
  expect((await read(bytes)).message).toMatch(message);
});

test("What is more than 50 MB when decompressed is not read, however slowly it grows", async () => {
  const random = seeded(2);
  const line = Buffer.from(Array.from({ length: 64 }, () => String(random())).join(" "));
  const large = Buffer.alloc(51 * 1024 * 1024);
  for (let at = 0, turn = 0; at < large.length; at += line.length, turn++) {
    large.fill(line, at, Math.min(at + line.length, large.length));
    large.writeDoubleLE(random(), Math.min(at, large.length - 8));
  }
  expect((await read(gzipSync(large))).message).toMatch(/larger than 50 MB when decompressed/);
});

test("A short text of equal lines is read, however small it becomes", async () => {
  expect((await read(gzipSync("a".repeat(900_000)))).text?.length).toBe(900_000);
});
