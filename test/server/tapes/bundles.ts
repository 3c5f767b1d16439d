/** Worker and command line with the format of this folder, bundled as the product's are. */
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";

/** The folder with worker.js and cli.js. */
export async function tapeBundles(): Promise<string> {
  const outdir = await mkdtemp(join(tmpdir(), "tapedeck-tapes-"));
  await build({
    entryPoints: { worker: join(import.meta.dirname, "worker.ts"), cli: join(import.meta.dirname, "cli.ts") },
    outdir,
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    logLevel: "warning",
    mainFields: ["module", "main"],
    define: { "import.meta.url": "__filename" },
  });
  return outdir;
}
