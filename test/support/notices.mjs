// The licences of what the bundles are made of, for the package: most of them ask that their text goes with every copy.
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

/**
 * Texts for packages that others have bundled into themselves without one: `<name>@<version>.txt`, or `<name>.txt` where nothing says which
 * version it is; `+` for the slash in a name.
 */
const licences = join(import.meta.dirname, "licences");

/**
 * A text that names each package in the bundles, by what esbuild has put there, with version, licence and the licence's text. Throws for one
 * that brings no text.
 * @param {readonly import("esbuild").Metafile[]} metafiles
 * @param {readonly string[]} copied folders of packages whose files are copied as they are
 */
export function notices(metafiles, copied) {
  const outputs = metafiles.flatMap(({ outputs }) => Object.values(outputs));
  const used = outputs.flatMap(({ inputs }) => Object.entries(inputs).filter(([, { bytesInOutput }]) => bytesInOutput > 0));
  const paths = [...new Set(used.map(([path]) => path))];
  const folders = paths.flatMap((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(path)?.[0] ?? []);
  const parts = new Map([...[...folders, ...copied].map(noticeOf), ...paths.flatMap(bundledWithin).map(noticeWithin)]);
  const sorted = [...parts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, text]) => text);
  return ["Tapedeck contains the packages below, each under the licence that follows its name.", ...sorted].join(
    `\n\n${"=".repeat(80)}\n\n`,
  );
}

/**
 * @param {string} folder
 * @returns {readonly [string, string]}
 */
function noticeOf(folder) {
  const { name, version, license, homepage } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const files = readdirSync(folder).filter((file) => /^(licen[cs]e|copying|notice|third-?party-?notices)/i.test(file));
  if (files.length === 0) throw new Error(`${name} is bundled, and has no licence file: its text has to be found elsewhere.`);
  const texts = files.sort().map((file) => readText(join(folder, file)));
  const head = [`${name} ${version}`, String(license), ...(homepage ? [String(homepage)] : [])].join("\n");
  return [`${name}@${version}`, [head, ...texts].join("\n\n")];
}

/**
 * The packages that a module was itself bundled from, as its source map tells: the names of their licences.
 * @param {string} path
 */
function bundledWithin(path) {
  if (!path.includes("node_modules/") || !existsSync(`${path}.map`)) return [];
  /** @type {{ sources: string[] }} */
  const { sources } = JSON.parse(readFileSync(`${path}.map`, "utf8"));
  return sources.flatMap(
    (source) =>
      /node_modules\/\.pnpm\/([^/]+@[^/_(]+)/.exec(source)?.[1] ??
      /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(source)?.[1]?.replace("/", "+") ??
      [],
  );
}

/**
 * @param {string} id
 * @returns {readonly [string, string]}
 */
function noticeWithin(id) {
  const name = id.replace("+", "/");
  return [name, `${name.replace(/(?<=.)@/, " ")}\n\n${readText(join(licences, `${id}.txt`))}`];
}

/** @param {string} path */
function readText(path) {
  return readFileSync(path, "utf8").replaceAll("\r\n", "\n").trim();
}
