/** The package: what it is made of is told, and it is the same whoever makes it. */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmod, readFile, readdir, stat, symlink, utimes } from "node:fs/promises";
import { basename, join } from "node:path";
import { expect, test } from "vitest";
import { bundles } from "../support/buildServer";
import { copyOfSources } from "../support/checkout";

const root = join(import.meta.dirname, "../..");
const read = (path: string) => readFile(path, "utf8");

test("The licence of every package whose code is in a bundle is in the package, word for word", async () => {
  const notices = await read(join(bundles, "THIRD_PARTY_NOTICES.txt"));
  // The source maps know better than whoever made the notices.
  const scripts = (await readdir(bundles)).filter((name) => name.endsWith(".js"));
  const sources = (await Promise.all(scripts.map(sourcesOf))).flat();
  const folders = new Set(
    sources.flatMap((source) => /node_modules\/(?:.*node_modules\/)?(?:@[^/]+\/)?[^/]+/.exec(source)?.[0] ?? []),
  );
  expect(folders.size).toBeGreaterThan(30);
  const within = [...folders].filter((folder) => folder.includes("/.pnpm/"));
  expect(within).toHaveLength(5);
  expect(notices).toContain("\npath-browserify\n\nMIT License");
  for (const folder of within) {
    const name = /\/node_modules\/((?:@[^/]+\/)?[^/]+)$/.exec(folder)?.[1] ?? "";
    const version = /@([^@/]+)\/node_modules/.exec(folder)?.[1] ?? "";
    expect(notices).toMatch(new RegExp(`\n${name} ${version}\n\n[^=]*(copyright|©)`, "i"));
  }
  // The preset is bundled from the rules beside it, which are of the same project under the same licence.
  const others = [...folders].filter(
    (each) => !within.includes(each) && !/@secretlint\/secretlint-rule-(?!preset)|\/path-browserify$/.test(each),
  );
  for (const folder of [...others, "node_modules/@vscode/codicons"]) {
    const { name, version } = JSON.parse(await read(join(root, folder, "package.json"))) as { name: string; version: string };
    expect(notices, name).toContain(`\n${name} ${version}\n`);
    const licences = (await readdir(join(root, folder))).filter((file) => /^(licen[cs]e|copying)/i.test(file));
    expect(licences, name).not.toEqual([]);
    for (const file of licences)
      expect(notices, name).toContain((await read(join(root, folder, file))).replaceAll("\r\n", "\n").trim());
  }
  expect(await read(join(root, ".vscodeignore"))).toContain("\n!dist/THIRD_PARTY_NOTICES.txt\n");
});

/** Of the bundles' scripts this one's: what its source map names, which lies in it or beside it. */
async function sourcesOf(script: string): Promise<readonly string[]> {
  const within = /^\/\/# sourceMappingURL=data:application\/json;base64,(\S+)$/m.exec(await read(join(bundles, script)));
  const map = within ? Buffer.from(within[1] ?? "", "base64").toString() : await read(join(bundles, `${script}.map`));
  return (JSON.parse(map) as { sources: string[] }).sources;
}

test("Both packages bring every part that one of theirs requires, and no part of the command line alone goes into the extension's", async () => {
  const parts = (await readdir(bundles)).filter((name) => name.endsWith(".js"));
  const allowed = async (list: string) =>
    (await read(join(root, list))).split("\n").flatMap((line) => /^!dist\/(\S+\.js)$/.exec(line)?.[1] ?? []);
  for (const list of [".vscodeignore", ".npmignore"]) {
    const globs = await allowed(list);
    const brought = parts.filter((name) => globs.some((glob) => matchesGlob(name, glob)));
    expect(brought.length).toBeGreaterThan(30);
    for (const name of brought) {
      const required = [...(await read(join(bundles, name))).matchAll(/require\("\.\/([^"]+)"\)/g)].map(([, part]) => part);
      expect(brought, `${list}: ${name}`).toEqual(expect.arrayContaining(required));
    }
    expect(brought.some((name) => name.startsWith("cli"))).toBe(list === ".npmignore");
  }
});

/** Of the ignore files' patterns those with one star at most. */
function matchesGlob(name: string, glob: string): boolean {
  const [start = "", end] = glob.split("*");
  return end === undefined ? name === glob : name.startsWith(start) && name.endsWith(end);
}

test("Starting the extension loads nothing that only re-recording needs", async () => {
  const { sources } = JSON.parse(await read(join(bundles, "extension.js.map"))) as { sources: string[] };
  const engine = sources.filter((source) => /server\/src\/rerecord\//.test(source));
  expect(engine.map((source) => basename(source))).toEqual(["leftBehind.ts"]);
  expect(await read(join(bundles, "extension.js"))).toContain('require("./rerecord.js")');
  expect(await read(join(root, ".vscodeignore"))).toContain("\n!dist/rerecord.js\n");
});

/** The sources in a folder of their own, as somebody has them who checked them out at another time, with another umask. */
async function checkout(mode: number, date: Date): Promise<string> {
  const folder = await copyOfSources();
  await symlink(join(root, "node_modules"), join(folder, "node_modules"));
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  for (const entry of entries.filter((each) => each.isFile())) {
    const path = join(entry.parentPath, entry.name);
    await chmod(path, mode);
    await utimes(path, date, date);
  }
  return folder;
}

async function digestOfPackage(folder: string, env: NodeJS.ProcessEnv): Promise<string> {
  const run = (...args: string[]) =>
    execFileSync(process.execPath, args, {
      cwd: folder,
      env: { ...process.env, ...env },
      stdio: ["ignore", "ignore", "inherit"],
    });
  run("esbuild.mjs");
  const file = join(folder, "own.vsix");
  run("test/support/package.mjs", basename(file));
  expect((await stat(file)).size).toBeLessThan(1_000_000);
  return createHash("sha256")
    .update(await readFile(file))
    .digest("hex");
}

test("Two packages of the same sources are the same bytes, whenever and wherever they are made", async () => {
  const one = await checkout(0o644, new Date("2024-02-29T12:00:00Z"));
  const other = await checkout(0o600, new Date("2026-07-01T00:00:00Z"));
  const digests = [
    await digestOfPackage(one, { TZ: "America/New_York", LANG: "en_US.UTF-8" }),
    await digestOfPackage(other, { TZ: "Asia/Tokyo", LANG: "C", LC_ALL: undefined }),
  ];
  expect(digests[0]).toBe(digests[1]);
  expect(await digestOfPackage(one, { SOURCE_DATE_EPOCH: "1700000000" })).not.toBe(digests[0]);
});
