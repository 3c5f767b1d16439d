/** Where Tapedeck keeps what is the user's alone: never where a repository, or somebody else, could have put something. */
import { chmod, lstat, mkdir, mkdtemp, readdir, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { privateFolder, userCacheFolder } from "../../../server/src/disk/privateFolder";

let top: string;
beforeEach(async () => {
  top = await realpath(await mkdtemp(join(tmpdir(), "tapedeck-private-")));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(top, { recursive: true, force: true });
});

const posix = process.platform !== "win32";

describe.runIf(posix)("The user's cache folder", () => {
  test("is the platform's own", () => {
    vi.stubEnv("HOME", "/home/me");
    expect(userCacheFolder({ XDG_CACHE_HOME: "/var/caches/me" }, "linux")).toBe("/var/caches/me/tapedeck");
    expect(userCacheFolder({}, "linux")).toBe("/home/me/.cache/tapedeck");
    expect(userCacheFolder({ XDG_CACHE_HOME: "/var/caches/me" }, "darwin")).toBe("/home/me/Library/Caches/tapedeck");
    expect(userCacheFolder({ LOCALAPPDATA: "/local" }, "win32")).toBe("/local/tapedeck/Cache");
  });

  test.each(["", ".", "cache", "./cache", "../cache", "~/.cache"])(
    "is not %j, which leads into whatever folder is open",
    (relative) => {
      vi.stubEnv("HOME", relative);
      expect(userCacheFolder({ XDG_CACHE_HOME: relative }, "linux")).toBe(join(userInfo().homedir, ".cache", "tapedeck"));
      expect(userCacheFolder({ LOCALAPPDATA: relative }, "win32")).toMatch(/^\/.*tapedeck/);
    },
  );

  test("is found where HOME is not set", () => {
    vi.stubEnv("HOME", undefined);
    expect(userCacheFolder({}, "linux")).toBe(join(userInfo().homedir, ".cache", "tapedeck"));
  });
});

describe.runIf(posix)("A private folder", () => {
  test("is made, with all that is missing of it, for its owner alone", async () => {
    expect(await privateFolder(join(top, "a/b/c"), [])).toBe(true);
    for (const folder of ["a", "a/b", "a/b/c"]) expect((await lstat(join(top, folder))).mode & 0o777).toBe(0o700);
  });

  test("is not made by who only asks for it", async () => {
    expect(await privateFolder(join(top, "a"), [], { make: false })).toBe(false);
    expect(await readdir(top)).toEqual([]);
  });

  test("that others may read is closed to them", async () => {
    await mkdir(join(top, "a"), { mode: 0o755 });
    await privateFolder(join(top, "a"), []);
    expect((await lstat(join(top, "a"))).mode & 0o777).toBe(0o700);
  });

  const refused: readonly { readonly what: string; readonly make: (path: string) => Promise<unknown>; readonly why: RegExp }[] = [
    { what: "a file", make: (path) => writeFile(path, ""), why: /EEXIST|is not a folder/ },
    {
      what: "a link to a folder",
      make: (path) => mkdir(`${path}-2`).then(() => symlink(`${path}-2`, path)),
      why: /it is a link/,
    },
    { what: "a link to nowhere", make: (path) => symlink(`${path}-2`, path), why: /ENOENT|EEXIST|it is a link/ },
    {
      what: "one its group may write to",
      make: (path) => mkdir(path).then(() => chmod(path, 0o770)),
      why: /others may write to it/,
    },
    { what: "one all may write to", make: (path) => mkdir(path).then(() => chmod(path, 0o707)), why: /others may write to it/ },
  ];
  test.each(refused)("is not $what", async ({ make, why }) => {
    const path = join(top, "store");
    await make(path);
    await expect(privateFolder(path, [])).rejects.toThrow(why);
    await expect(privateFolder(path, [], { make: false })).rejects.toThrow(why);
  });

  test("lies in none that anyone can write to, and so exchange it", async () => {
    await mkdir(join(top, "open"));
    await chmod(join(top, "open"), 0o777);
    await expect(privateFolder(join(top, "open/store"), [])).rejects.toThrow(`anyone can write to ${join(top, "open")}`);
  });

  test.runIf(process.getuid?.() === 0)("is no other user's", async () => {
    await mkdir(join(top, "theirs"));
    const { chown } = await import("node:fs/promises");
    await chown(join(top, "theirs"), 65534, 65534);
    await expect(privateFolder(join(top, "theirs"), [])).rejects.toThrow("belongs to another user");
  });

  test.each(["", ".", "relative/path", "/a\0b"])("is no path like %j", async (path) => {
    await expect(privateFolder(path, [])).rejects.toThrow("not an absolute path");
  });

  test.runIf(process.platform === "linux")("is made nowhere where there can be none", async () => {
    await expect(privateFolder("/proc/self/tapedeck/a", [])).rejects.toThrow("ENOENT");
  });

  describe("lies in no workspace:", () => {
    const inside = "is inside the workspace";

    test("neither by its name, nor through a link, and nothing is made there", async () => {
      const workspace = join(top, "work");
      await mkdir(workspace);
      await symlink(workspace, join(top, "way-in"));
      for (const path of [workspace, join(workspace, ".cache/a"), join(top, "way-in/.cache"), join(top, "x/../work/a")])
        await expect(privateFolder(path, [workspace])).rejects.toThrow(inside);
      await expect(privateFolder(join(workspace, "a"), [join(top, "way-in")])).rejects.toThrow(inside);
      expect(await readdir(workspace)).toEqual([]);
    });

    test("nor in the repository around it", async () => {
      await mkdir(join(top, "repository/.git"), { recursive: true });
      await mkdir(join(top, "repository/tests"));
      await expect(privateFolder(join(top, "repository/.cache"), [join(top, "repository/tests")])).rejects.toThrow(inside);
    });

    test("but in a home that is a repository of its own", async () => {
      const home = join(top, "home");
      vi.stubEnv("HOME", home);
      await mkdir(join(home, ".git"), { recursive: true });
      await mkdir(join(home, "work"));
      expect(await privateFolder(join(home, ".cache/tapedeck"), [join(home, "work")])).toBe(true);
    });
  });
});
