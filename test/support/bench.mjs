// `npm run bench`: builds, then measures the built server against what one has without it. Prints ratios; judges nothing.
import { rmSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { ensurePythonEnvironment } from "./pythonEnvironment.mjs";
import { root, run, useProjectPrograms } from "./project.mjs";

useProjectPrograms();
run("npm", ["run", "build"]);
const outfile = join(root, "out/bench/bench.cjs");
await build({
  entryPoints: [join(root, "test/bench/bench.ts")],
  bundle: true,
  platform: "node",
  format: "cjs",
  mainFields: ["module", "main"],
  outfile,
  logLevel: "warning",
});
try {
  const python = await ensurePythonEnvironment("yaml");
  run("node", [outfile, root, "--python", python, ...process.argv.slice(2)]);
} finally {
  rmSync(outfile, { force: true });
}
