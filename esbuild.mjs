// Bundles the extension into dist/: the client, its re-recording, the language server with its scan worker, the command line, and the stream view's page.
// `node esbuild.mjs [--watch] [--dev] [--outdir=FOLDER]`; --dev keeps names and writes source maps.
import { chmod, cp, mkdir, rm, writeFile } from "node:fs/promises";
import { build, context } from "esbuild";
import { notices } from "./test/support/notices.mjs";

const watch = process.argv.includes("--watch");
const development = watch || process.argv.includes("--dev");
const outdir = process.argv.find((argument) => argument.startsWith("--outdir="))?.slice("--outdir=".length) ?? "dist";

/** @type {import("esbuild").BuildOptions} */
const shared = {
  bundle: true,
  minify: !development,
  sourcemap: development,
  logLevel: "warning",
  outdir,
};

/** @type {import("esbuild").BuildOptions} */
const node = {
  ...shared,
  platform: "node",
  format: "cjs",
  target: "node20",
  external: ["vscode"],
  // jsonc-parser's and the language server's `main` are UMD, which cannot be bundled.
  mainFields: ["module", "main"],
  // fdir makes a `require` of it, which takes a path as well.
  define: { "import.meta.url": "__filename" },
};

/**
 * Re-recording is a bundle of its own beside the extension's, required when it is first used: starting loads none of it.
 * @type {import("esbuild").Plugin}
 */
const onDemand = {
  name: "on-demand",
  setup: ({ onResolve }) =>
    onResolve({ filter: /^\.\/rerecorder$/ }, ({ kind }) =>
      kind === "dynamic-import" ? { path: "./rerecord.js", external: true } : undefined,
    ),
};

const bundles = [
  {
    ...node,
    entryPoints: { extension: "client/src/extension.ts", rerecord: "client/src/rerecord/rerecorder.ts" },
    plugins: [onDemand],
    // Only what is required gets VS Code's own `vscode`.
    supported: { "dynamic-import": false },
  },
  { ...node, entryPoints: { server: "server/src/main.ts", worker: "server/src/worker.ts" } },
  { ...node, entryPoints: { cli: "server/src/cli.ts" }, banner: { js: "#!/usr/bin/env node" } },
  {
    ...shared,
    entryPoints: { streamView: "client/webview/streamView.ts" },
    platform: "browser",
    format: "esm",
    target: "es2022",
    tsconfig: "client/webview/tsconfig.json",
  },
];

await rm(outdir, { recursive: true, force: true });
await mkdir(outdir, { recursive: true });
for (const file of ["codicon.css", "codicon.ttf"]) await cp(`node_modules/@vscode/codicons/dist/${file}`, `${outdir}/${file}`);

if (watch) {
  const contexts = await Promise.all(bundles.map((bundle) => context({ ...bundle, logLevel: "info" })));
  await Promise.all(contexts.map((each) => each.watch()));
} else {
  const built = await Promise.all(bundles.map((bundle) => build({ ...bundle, metafile: true })));
  const told = notices(
    built.map(({ metafile }) => metafile),
    ["node_modules/@vscode/codicons"],
  );
  await writeFile(`${outdir}/THIRD_PARTY_NOTICES.txt`, told);
  await chmod(`${outdir}/cli.js`, 0o755);
}
