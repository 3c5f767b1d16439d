// Bundles the extension into dist/: the client, what else runs in Node (re-recording, the language server and the one for agents, its scan worker, the command
// line), and the stream view's page.
// `node esbuild.mjs [--watch] [--dev] [--outdir=FOLDER]`; --dev keeps names and writes source maps.
import { chmod, cp, mkdir, rm, writeFile } from "node:fs/promises";
import { basename } from "node:path";
import { build, context, transform } from "esbuild";
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
 * What is a bundle of its own, required when it is first used: starting loads none of it.
 * @param {RegExp} filter
 * @param {string} path
 * @returns {import("esbuild").Plugin}
 */
const onDemand = (filter, path) => ({
  name: "on-demand",
  setup: ({ onResolve }) =>
    onResolve({ filter }, ({ kind }) => (kind === "dynamic-import" ? { path, external: true } : undefined)),
});

/** Only what is required gets VS Code's own `vscode`, and starts in no time. */
const supported = { "dynamic-import": false };

/**
 * esbuild splits modules of ECMAScript alone: these are made of CommonJS afterwards, which Node loads faster.
 * @param {readonly string[]} entries
 * @returns {import("esbuild").Plugin}
 */
const asCommonJs = (entries) => ({
  name: "as-commonjs",
  setup: ({ onEnd }) =>
    onEnd(async ({ outputFiles = [], metafile }) => {
      const named = metafile ? namesByEntry(metafile, entries) : (/** @type {string} */ text) => text;
      for (const { path, text } of outputFiles) {
        const { minify, sourcemap, target, platform } = node;
        const { code } = await transform(text, {
          format: "cjs",
          minify,
          platform,
          target,
          sourcemap: sourcemap && "inline",
          supported,
        });
        await writeFile(named(path), named(code));
      }
    }),
});

/**
 * Names each part that a single entry reaches after that entry, in paths and in code: so packages leave out what is not theirs.
 * @param {import("esbuild").Metafile} metafile
 * @param {readonly string[]} entries
 * @returns {(text: string) => string}
 */
function namesByEntry({ outputs }, entries) {
  const imports = new Map(Object.entries(outputs).map(([path, output]) => [basename(path, ".js"), output.imports]));
  const reached = entries.map((entry) => {
    const parts = new Set([entry]);
    // Those that are added are gone through too.
    for (const part of parts) for (const { path } of imports.get(part) ?? []) parts.add(basename(path, ".js"));
    return { entry, parts };
  });
  return (text) =>
    text.replace(/\bnode-[0-9A-Z]{8}\b/g, (part) => {
      const [only, ...others] = reached.filter(({ parts }) => parts.has(part));
      return only && others.length === 0 ? part.replace("node", only.entry) : part;
    });
}

/**
 * Bundles of Node whose common parts, and what they import dynamically, are files of their own: `node-HASH.js`, or `ENTRY-HASH.js` where only that one reaches it.
 * @param {Readonly<Record<string, string>>} entryPoints
 * @param {readonly import("esbuild").Plugin[]} plugins
 * @returns {import("esbuild").BuildOptions}
 */
function inParts(entryPoints, plugins = []) {
  return {
    ...node,
    entryPoints,
    format: "esm",
    splitting: true,
    chunkNames: "node-[hash]",
    sourcemap: development && "inline",
    plugins: [...plugins, asCommonJs(Object.keys(entryPoints))],
    metafile: true,
    write: false,
  };
}

/**
 * The SDK's own judge of what users are asked for, half of its size: `server/src/mcp/server.ts` asks for nothing, and gives another.
 * @type {import("esbuild").Plugin}
 */
const withoutAjv = {
  name: "without-ajv",
  setup: ({ onLoad }) =>
    onLoad({ filter: /[\\/]validation[\\/]ajv-provider\.js$/ }, () => ({ contents: "export class AjvJsonSchemaValidator {}" })),
};

const bundles = [
  {
    ...node,
    entryPoints: { extension: "client/src/extension.ts" },
    plugins: [onDemand(/^\.\/rerecorder$/, "./rerecord.js")],
    supported,
  },
  inParts(
    {
      rerecord: "client/src/rerecord/rerecorder.ts",
      server: "server/src/main.ts",
      worker: "server/src/worker.ts",
      cli: "server/src/cli.ts",
    },
    [withoutAjv, onDemand(/^\.\/cli\/quickTextconv$/, "./cli-textconv.js")],
  ),
  { ...node, entryPoints: { "cli-textconv": "server/src/cli/quickTextconv.ts" } },
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
