// `npm run screenshots`: takes the README's pictures of the packaged extension in a real VS Code, into docs/images.
import { ensureChromium, ensureCodeServer } from "./codeServer/install.mjs";
import { ensurePython } from "./debian.mjs";
import { ensureModules } from "./ensureModules.mjs";
import { run, useProjectPrograms, vsixPath } from "./project.mjs";

ensureModules();
useProjectPrograms();
ensurePython("pytest", "python3-pytest");
ensureChromium();
await ensureCodeServer();
run("npm", ["run", "package"]);
process.env["TAPEDECK_VSIX"] = vsixPath();
run("vitest", ["run", "--config", "test/screenshots/vitest.config.mts"]);
