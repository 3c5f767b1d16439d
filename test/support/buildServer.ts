/** Bundles for the server tests, apart from dist/, which may be in use. */
import { execFileSync } from "node:child_process";
import { join } from "node:path";

const root = join(import.meta.dirname, "../..");

/** `TAPEDECK_BUNDLES` is a folder with bundles that are ready: for several runs at the same time. */
const ready = process.env["TAPEDECK_BUNDLES"];

export const bundles = ready ?? join(root, "test/output/bundles");

/** Vitest's global setup: once, before the first test file. */
export default function setup(): void {
  if (ready !== undefined) return;
  execFileSync(process.execPath, ["esbuild.mjs", "--dev", `--outdir=${bundles}`], {
    cwd: root,
    stdio: ["ignore", "ignore", "inherit"],
  });
}
