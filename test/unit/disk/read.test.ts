/** Files that are not what their names promise: reading them ends, and takes no more memory than a file may have. */
import { execFileSync } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { maxFileSize, readBytes, readOwnText, readStartSync, readSyncAs, type ReadOptions } from "../../../server/src/disk/read";
import { readStream } from "../../../server/src/disk/readStream";
import { utf8Of } from "../../../server/src/disk/utf8";
import { Roots } from "../../../server/src/disk/roots";

let folder: string;
let workspace: string;
const at = (path: string) => join(workspace, path);
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tapedeck-read-"));
  workspace = join(folder, "workspace");
  mkdirSync(join(workspace, "inner"), { recursive: true });
  writeFileSync(at("inner/a.json"), "inside");
  writeFileSync(join(folder, "outside.json"), "outside");
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Both ways of reading say the same. */
async function read(path: string, options: Partial<ReadOptions> = {}) {
  const all = { roots: new Roots([workspace]), ...options };
  const [bytes, text] = [await readBytes(path, all), readSyncAs(path, all, utf8Of)];
  expect(text).toMatchObject(bytes.kind === "read" ? { kind: "read", content: bytes.content.toString("utf8") } : bytes);
  return text.kind === "read" ? text.content : text;
}

const isGone = { kind: "gone" };
const isOutside = { kind: "unreadable", reason: "a link leads out of the workspace" };
const isTooLarge = { kind: "unreadable", reason: "larger than 50 MB" };

describe("what is no file", () => {
  test("is as good as none: nothing, a folder, a pipe, a socket, a device, whether named or linked", async () => {
    execFileSync("mkfifo", [at("pipe")]);
    execFileSync("python3", ["-c", "import socket, sys; socket.socket(socket.AF_UNIX).bind(sys.argv[1])", at("socket")]);
    symlinkSync(at("pipe"), at("to-pipe"));
    symlinkSync(at("nothing"), at("dangling"));
    symlinkSync(at("self"), at("self"));
    for (const path of ["nothing", "inner", "inner/a.json/x", "pipe", "socket", "to-pipe", "dangling", "self"])
      expect(await read(at(path)), path).toEqual(isGone);
    for (const path of ["/dev/zero", "/dev/null", "/dev/stdin"]) expect(await read(path), path).toEqual(isGone);
    for (const path of ["to-pipe", "pipe", "inner", "nothing"])
      expect(readStartSync(at(path), 10, new Roots([workspace]), utf8Of), path).toBeUndefined();
    expect(readStartSync(at("inner/a.json"), 3, new Roots([workspace]), utf8Of)).toBe("ins");
  });
});

describe("a link", () => {
  test("is followed inside of the workspace, also over folders and to another of its folders", async () => {
    mkdirSync(join(folder, "second"));
    writeFileSync(join(folder, "second/b.json"), "second");
    symlinkSync("inner/a.json", at("link.json"));
    symlinkSync("inner", at("linked"));
    symlinkSync("linked", at("twice"));
    symlinkSync(join(folder, "second"), at("other"));
    for (const path of ["link.json", "linked/a.json", "twice/a.json"]) expect(await read(at(path))).toBe("inside");
    expect(await read(at("other/b.json"))).toEqual(isOutside);
    expect(await read(at("other/b.json"), { roots: new Roots([workspace, join(folder, "second")]) })).toBe("second");
  });

  test("out of the workspace is not followed, whatever stands there", async () => {
    symlinkSync(join(folder, "outside.json"), at("out.json"));
    symlinkSync(folder, at("up"));
    symlinkSync("up", at("again"));
    for (const [name, target] of [
      ["zero", "/dev/zero"],
      ["status", "/proc/self/status"],
    ] as const)
      symlinkSync(target, at(name));
    for (const path of ["out.json", "up/outside.json", "again/outside.json", "zero", "status"])
      expect(await read(at(path)), path).toEqual(isOutside);
    for (const path of ["up/outside.json", "out.json", "zero"])
      expect(readStartSync(at(path), 10, new Roots([workspace]), utf8Of), path).toBeUndefined();
  });

  test("may lead to the workspace itself: what lies there is inside", () => {
    symlinkSync(workspace, join(folder, "name"));
    const roots = new Roots([join(folder, "name")]);
    expect(readSyncAs(join(folder, "name/inner/a.json"), { roots }, utf8Of)).toMatchObject({ content: "inside" });
  });

  test("of a file outside of all folders stays in the file's own folder", async () => {
    mkdirSync(join(folder, "elsewhere"));
    writeFileSync(join(folder, "elsewhere/real.json"), "elsewhere");
    symlinkSync("real.json", join(folder, "elsewhere/link.json"));
    symlinkSync(at("../outside.json"), join(folder, "elsewhere/out.json"));
    expect(await read(join(folder, "elsewhere/link.json"))).toBe("elsewhere");
    expect(await read(join(folder, "elsewhere/out.json"))).toEqual(isOutside);
  });
});

describe("a size", () => {
  test("is never believed: files of /proc tell none, and are read to their end", async () => {
    expect(readFileSync("/proc/self/environ", "utf8")).not.toBe("");
    expect(await read("/proc/self/environ")).toBe(readFileSync("/proc/self/environ", "utf8"));
    expect(await readOwnText("/proc/self/maps")).toContain("[stack]");
  });

  test("of none that has no end is read up to the limit", async () => {
    expect(statSync("/proc/self/maps").size).toBe(0);
    expect(await read("/proc/self/maps", { limit: 1000 })).toMatchObject({ kind: "unreadable" });
  });

  test("may be the limit, and no byte more", async () => {
    for (const limit of [10, 4095, 4096, 4097, 300_000]) {
      writeFileSync(at("exact"), "x".repeat(limit));
      expect(await read(at("exact"), { limit })).toBe("x".repeat(limit));
      writeFileSync(at("exact"), "x".repeat(limit + 1));
      expect(await read(at("exact"), { limit })).toMatchObject({ kind: "unreadable" });
    }
    writeFileSync(at("huge"), "");
    truncateSync(at("huge"), maxFileSize + 1);
    expect(await read(at("huge"))).toEqual(isTooLarge);
    await expect(readOwnText(at("huge"))).rejects.toThrow("huge cannot be read (larger than 50 MB)");
  });

  test.each([0, 1, 1000, 4096, 256 * 1024 - 1, 256 * 1024, 256 * 1024 + 1, 3_000_000])("of %i is read as it is", async (size) => {
    writeFileSync(at("file"), "é".repeat(size / 2));
    expect(await read(at("file"))).toBe("é".repeat(size / 2));
  });
});

test("standard input without end is given up", async () => {
  let sent = 0;
  const endless = new Readable({
    read: () => {
      sent++;
      endless.push(Buffer.alloc(65_536));
    },
  });
  expect(await readStream(endless, 1_000_000)).toBeUndefined();
  expect(sent).toBeLessThan(100);
  expect(await readStream(Readable.from([Buffer.from("{"), Buffer.from("}")]))).toBe("{}");
});

test("a root that is gone holds nothing", () => {
  const roots = new Roots([at("gone")]);
  expect(roots.holdTarget(at("gone/link"), realpathSync(at("inner/a.json")))).toBe(false);
});
