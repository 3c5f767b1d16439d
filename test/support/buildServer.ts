/** Bundles for the server tests, apart from dist/, which may be in use. */
import { execFileSync } from "node:child_process";
import { join } from "node:path";

const root = join(import.meta.dirname, "../..");

export const bundles = join(root, "test/output/bundles");

/** Vitest's global setup: once, before the first test file. */
export default function setup(): void {
  execFileSync(process.execPath, ["esbuild.mjs", "--dev", `--outdir=${bundles}`], {
    cwd: root,
    stdio: ["ignore", "ignore", "inherit"],
  });
}
