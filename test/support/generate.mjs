// Generates from the sources what else describes them: the rules' settings in package.json, docs/rules.md and the head of each rule's page; the choices
// of the hash scheme's setting; the default places of recordings, when the extension starts, and where its menus and its editor are offered; the tools
// for agents; docs/settings.md from the manifest, and docs/command-line.md from the commands' help. `npm run generate` writes them, `--check` only says
// what is stale (and fails).
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import * as z from "zod/mini";
import { format, resolveConfig } from "prettier";
import { commandsHelp, settingsPage } from "./reference.mjs";

const root = join(import.meta.dirname, "../..");
const check = process.argv.includes("--check");
const severities = ["error", "warning", "information", "hint", "off"];

/** @typedef {{ readonly code: string, readonly severity: string, readonly isOff?: boolean, readonly summary: string }} Rule */
/** @typedef {{ readonly name: string, readonly since: string, readonly what: string }} Scheme */

const index = `# Rules

What Tapedeck finds in recordings, each with its code, which leads to a page: what is wrong, what follows, an example, where it comes from, and
how to fix it. \`tapedeck.rules\` gives a rule another severity or turns it \`off\`.`;

/** @type {readonly Rule[]} */
const rules = (await sources("server/src/rules/documented.ts")).documentedRules;
/** @type {{ readonly schemes: readonly Scheme[] }} */
const { schemes } = (await sources("server/src/formats/formats.ts")).formats;
/** @type {{ readonly likelyPlaces: readonly string[], readonly defaultPlaces: readonly string[], readonly menuPattern: string }} */
const places = await sources("server/src/formats/places.ts");
/** @typedef {{ readonly name: string, readonly title: string, readonly description: string, readonly input: z.ZodMiniType }} AgentTool */
/** @type {readonly AgentTool[]} */
const agentTools = (await sources("server/src/features/agent/tools.ts")).editorTools;
/** @type {string[]} */
const stale = [];

const isRecordingPath = `resourcePath =~ /${places.menuPattern}/`;
/** How package.json says that a file lies where recordings do. */
const inRecordings = /(?:resourceExtname == \.json && )?resourcePath =~ \/.*?\/(?=[ "])/g;

await put("package.json", (text) => {
  const manifest = JSON.parse(text);
  const { properties } = manifest.contributes.configuration;
  properties["tapedeck.rules"].properties = Object.fromEntries(rules.map((rule) => [rule.code, setting(rule)]));
  const scheme = properties["tapedeck.hashScheme"];
  scheme.enum = ["auto", ...schemes.map(({ name }) => name)];
  scheme.enumDescriptions = [scheme.enumDescriptions[0], ...schemes.map(({ since, what }) => `${since}: ${what}.`)];
  properties["tapedeck.recordings.include"].default = places.defaultPlaces;
  manifest.activationEvents = [
    ...places.likelyPlaces.map((glob) => `workspaceContains:${glob}`),
    ...manifest.activationEvents.filter((/** @type {string} */ event) => !event.startsWith("workspaceContains:")),
  ];
  manifest.contributes.languageModelTools = agentTools.map(languageModelTool);
  manifest.contributes.customEditors[0].selector = places.likelyPlaces.map((glob) => ({ filenamePattern: glob }));
  return JSON.stringify(manifest, null, 2).replaceAll(inRecordings, () => JSON.stringify(isRecordingPath).slice(1, -1)) + "\n";
});
await put("docs/rules.md", () => `${index}\n\n${table("rules/")}\n`);
await put("docs/settings.md", () => settingsPage(JSON.parse(readFileSync(join(root, "package.json"), "utf8"))));
const program = await (await sources("server/src/cli/commandLine.ts")).programFor([]);
await put("docs/command-line.md", (text) => between(text, commandsHelp(program)));
for (const rule of rules) await put(`docs/rules/${rule.code}.md`, (text) => page(rule, text));

if (check && stale.length > 0) {
  console.error(`Stale, \`npm run generate\` makes them anew: ${stale.join(", ")}`);
  process.exit(1);
}

/**
 * What a module exports, from the TypeScript sources as they stand.
 * @param {string} path
 */
async function sources(path) {
  const { outputFiles } = await build({
    entryPoints: [join(root, path)],
    bundle: true,
    write: false,
    format: "esm",
    platform: "node",
    mainFields: ["module", "main"],
    // What is CommonJS requires modules of Node.
    banner: { js: 'import { createRequire } from "node:module"; const require = createRequire("file:///");' },
  });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0]?.text ?? "").toString("base64")}`);
}

/**
 * @param {string} file
 * @param {(text: string) => string} change
 */
async function put(file, change) {
  const path = join(root, file);
  const text = existsSync(path) ? readFileSync(path, "utf8") : "";
  const wanted = await format(change(text), { ...(await resolveConfig(path)), filepath: path });
  if (wanted === text) return;
  stale.push(file);
  if (!check) writeFileSync(path, wanted);
}

/** @param {Rule} rule */
function setting({ severity, isOff, summary }) {
  return { type: "string", enum: severities, default: isOff ? "off" : severity, markdownDescription: summary };
}

/**
 * A tool as VS Code tells its agents of it.
 * @param {AgentTool} tool
 */
function languageModelTool({ name, title, description, input }) {
  const { $schema: _, ...inputSchema } = z.toJSONSchema(input, { io: "input" });
  return {
    name: `tapedeck_${name}`,
    displayName: title,
    toolReferenceName: name.replace(/_(.)/g, (_, letter) => letter.toUpperCase()),
    canBeReferencedInPrompt: true,
    userDescription: `${title}, by Tapedeck`,
    modelDescription: description,
    tags: ["recordings", "tests"],
    inputSchema,
  };
}

/** @param {string} folder */
function table(folder) {
  const rows = rules.map(
    ({ code, severity, isOff, summary }) =>
      `| [\`${code}\`](${folder}${code}.md) | ${summary.replace(/\.$/, "")} | ${isOff ? `off (${severity})` : severity} |`,
  );
  return ["| code | what | severity |", "| --- | --- | --- |", ...rows].join("\n");
}

/**
 * The help of the commands stands between two comments.
 * @param {string} text
 * @param {string} content
 */
function between(text, content) {
  const [begin, end] = ["<!-- commands: made by `npm run generate` -->", "<!-- /commands -->"];
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from === -1 || to < from) throw new Error(`docs/command-line.md has no place for the commands: ${begin} … ${end}`);
  return `${text.slice(0, from + begin.length)}\n\n${content}\n\n${text.slice(to)}`;
}

/**
 * Title, summary and severity; the rest is written by people.
 * @param {Rule} rule
 * @param {string} text
 */
function page({ code, severity, isOff, summary }, text) {
  const head = `# ${code}\n\n**${summary}** Severity: ${severity}${isOff ? ", off by default" : ""}.\n`;
  const body = text.replace(/^# .*\n+\*\*[^]*?\*\* Severity: [\w, ]+\.\n/, "");
  return head + (body.trim() === "" ? "\nTODO: why, an example, known causes, how to fix it.\n" : body);
}
