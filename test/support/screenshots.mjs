// Takes pictures of the packaged extension in a real VS Code. `npm run screenshots`: the README's, into docs/images.
// `npm run screenshots:surfaces`: every surface in all themes, wide and narrow, into test/output/surfaces, for whoever changes how something looks.
// Either takes vitest's arguments behind `--`, as `-t picker`; TAPEDECK_VSIX names another package to take them of.
import { ensureChromium, ensureCodeServer } from "./codeServer/install.mjs";
import { ensurePython } from "./debian.mjs";
import { ensureModules } from "./ensureModules.mjs";
import { run, useProjectPrograms, vsixPath } from "./project.mjs";

ensureModules();
useProjectPrograms();
ensurePython("pytest", "python3-pytest");
ensureChromium();
await ensureCodeServer();
if (!process.env["TAPEDECK_VSIX"]) {
  run("npm", ["run", "package"]);
  process.env["TAPEDECK_VSIX"] = vsixPath();
}
run("vitest", ["run", "--config", "test/screenshots/vitest.config.mts", ...process.argv.slice(2)]);
