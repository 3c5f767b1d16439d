// Makes the npm package of the command line of what `npm run build` has made. The repository's own package.json is VS Code's manifest; that of the
// package is made of it here. `node test/support/pack.mjs [--dist=FOLDER] [--out=FOLDER]` prints the path of the package.
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { root, run, useProjectPrograms } from "./project.mjs";

const { values } = parseArgs({ options: { dist: { type: "string" }, out: { type: "string" } } });
const dist = resolve(values.dist ?? join(root, "dist"));
const out = resolve(values.out ?? root);
/** What of the bundles the command line and its language server are made of. */
const parts = /^(?:cli|node|server|worker)(?:-\w+)?\.js$|^THIRD_PARTY_NOTICES\.txt$/;

const stage = mkdtempSync(join(tmpdir(), "tapedeck-pack-"));
try {
  useProjectPrograms();
  run("tsc", ["-b", "server"]);
  cpSync(join(root, "out/server/cli/json"), join(stage, "types"), {
    recursive: true,
    filter: (path) => !/\.(?:js|map)$/.test(path),
  });
  mkdirSync(join(stage, "dist"));
  for (const file of readdirSync(dist).filter((name) => parts.test(name))) cpSync(join(dist, file), join(stage, "dist", file));
  for (const file of ["LICENSE", "CHANGELOG.md"]) cpSync(join(root, file), join(stage, file));
  const described = manifest();
  writeFileSync(join(stage, "package.json"), `${JSON.stringify(described, null, 2)}\n`);
  const readme = readFileSync(join(root, "npm/README.md"), "utf8");
  writeFileSync(join(stage, "README.md"), readme.replaceAll("@publisher/tapedeck", described.name));
  console.log(join(out, packed()));
} finally {
  rmSync(stage, { recursive: true, force: true });
}

/** The name has the publisher's scope: the one without belongs to somebody else. */
function manifest() {
  /** @type {Record<string, any>} */
  const { publisher, name, version, license, repository, keywords, engines } = JSON.parse(
    readFileSync(join(root, "package.json"), "utf8"),
  );
  return {
    name: `@${publisher}/${name}`,
    version,
    description: "Looks at recordings of LLM tests and checks them: the command line and language server of Tapedeck.",
    license,
    ...(repository.url === "" ? {} : { repository }),
    keywords,
    engines: { node: engines.node },
    bin: { tapedeck: "dist/cli.js" },
    types: "types/index.d.ts",
    publishConfig: { access: "public" },
  };
}

/** The name of the file. */
function packed() {
  const args = ["pack", "--json", "--ignore-scripts", "--pack-destination", out];
  const { status, stdout, stderr } = spawnSync("npm", args, {
    cwd: stage,
    encoding: "utf8",
    shell: process.platform === "win32",
  });
  if (status !== 0) throw new Error(`npm pack failed.\n${stderr}`);
  return JSON.parse(stdout)[0].filename;
}
