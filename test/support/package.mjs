// Makes the .vsix of what `npm run build` has made: the same bytes from the same sources, whoever makes it, when and where.
// `node test/support/package.mjs [FILE]`
import { chmodSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

/** All files have this time, in seconds since 1970, unless the environment names another, as distributors do. */
process.env["SOURCE_DATE_EPOCH"] ??= "946684800";
// Zip files have local times, and the order of the files is that of the language. Before anything has asked for either.
process.env["TZ"] = "UTC";
process.env["LC_ALL"] = "C";

const { createVSIX, listFiles, PackageManager } = await import("@vscode/vsce");
const { root, vsixPath } = await import("./project.mjs");

/** @type {{ repository: { url: string } }} */
const { repository } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const files = await listFiles({ cwd: root, packageManager: PackageManager.None });
// Who has checked the sources out decided what others may do with the files.
for (const file of files) chmodSync(join(root, file), 0o644);
await createVSIX({
  cwd: root,
  dependencies: false,
  // Where the README links to is known as soon as the manifest names the repository.
  rewriteRelativeLinks: repository.url !== "",
  packagePath: resolve(process.argv[2] ?? vsixPath()),
});
