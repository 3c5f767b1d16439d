// npm's `prepare`: builds what a checkout lacks of the package, when npm installs it from the repository, as pre-commit does, or in its folder.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { ensureModules } from "./ensureModules.mjs";
import { root } from "./project.mjs";

// `npm install -g` of a repository lets what it starts install globally too, so the packages that build it are missing.
if (!existsSync(join(root, "node_modules/.package-lock.json"))) ensureModules();
await import("../../esbuild.mjs");
