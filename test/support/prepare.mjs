// npm's `prepare`: builds what a checkout lacks of the package, when npm installs it from the repository, as pre-commit does.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { root, run } from "./project.mjs";

// `npm install -g` of a repository starts an npm that installs globally too, so what is needed to build is missing.
if (!existsSync(join(root, "node_modules/.package-lock.json"))) await import("./ensureModules.mjs");
run(process.execPath, ["esbuild.mjs"]);
