/** Real projects: how many of their cassettes find their test, of those for which an answer is known. */
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { corpusFolder } from "../../../support/corpus";
import { linksIn, type Linked } from "../../../support/cassettes";

interface Known {
  readonly repo: string;
  readonly path: string;
  /** How the survey found the test; see `judges`. */
  readonly link: string;
  readonly test: string;
  readonly module: string | null;
}

const corpus = corpusFolder();
const folder = corpus === undefined ? undefined : join(corpus, "cassettes");
const isThere = folder !== undefined && existsSync(join(folder, "manifest.json"));
if (corpus !== undefined && !isThere) console.warn("SKIPPED: the corpus has no cassettes.");

const stemOf = (path: string) => /([^/]*?)(?:\.xai)?\.\w+(?:\.gz)?$/.exec(path)?.[1] ?? "";

/** Whether ids are right, by what the survey found: it names the function, what was joined of module and function, or the text that stands in code. */
const judges: Readonly<Record<string, (known: Known, ids: readonly string[], textOf: (path: string) => string) => boolean>> = {
  "module folder": isFunction,
  "sibling module": isFunction,
  "mirrored folder": isFunction,
  "function unique in repo": isFunction,
  "module and function joined": ({ path, module }, ids) =>
    ids.every(
      (id) => id.startsWith(`${module ?? ""}::`) && stemOf(path) === id.replace(/^.*\/|\.py(?=::)/g, "").replaceAll("::", "_"),
    ),
  "folder named by function": isOfFolder,
  "module folder, name in its code": (known, ids, textOf) => isOfFolder(known, ids) || isInCode(known, ids, textOf),
  "name in code": (known, ids, textOf) => isInCode(known, ids, textOf) || isOfFolder(known, ids),
};

function isFunction({ test, module }: Known, ids: readonly string[]): boolean {
  const name = test.slice(test.lastIndexOf("::") + 2);
  return ids.some((id) => id.startsWith(`${module ?? ""}::`) && name === baseOf(id).split("::").slice(1).slice(-2).join("."));
}

/** `test_x/model/stream.yaml` of `test_x` or `test_x_stream`. */
function isOfFolder({ path }: Known, ids: readonly string[]): boolean {
  const folders = path.split("/").slice(0, -1);
  const isOf = (name: string) => folders.some((each) => name === each || name === `${each}_${stemOf(path)}`);
  return ids.every((id) => isOf(baseOf(id).split("::").at(-1) ?? ""));
}

function isInCode({ path }: Known, ids: readonly string[], textOf: (path: string) => string): boolean {
  return ids.every((id) => textOf(id.slice(0, id.indexOf("::"))).includes(stemOf(path)));
}

/** The survey took a module's folder for a function's: the module itself is not in the corpus. */
const isMistaken = ({ link, path }: Known) => link === "folder named by function" && stemOf(path).startsWith("test_");

const baseOf = (id: string) => id.replace(/\[[^]*$/, "");

test.skipIf(!isThere)("97 of 100 cassettes whose test can be told find it, and no orphan finds one", () => {
  const manifest = JSON.parse(readFileSync(join(folder ?? "", "manifest.json"), "utf8")) as Known[];
  const counts = { told: 0, right: 0, wrong: 0, orphans: 0, adopted: 0 };
  for (const repo of new Set(manifest.map((each) => each.repo))) {
    const top = join(folder ?? "", repo.replace("/", "__"));
    const names = readdirSync(top, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".py"));
    const files = Object.fromEntries(names.map((name) => [name, readFileSync(join(top, name), "utf8")]));
    const { of } = linksIn(files);
    for (const known of manifest.filter((each) => each.repo === repo)) {
      const judge = isMistaken(known) ? undefined : judges[known.link];
      const link: Linked = of(known.path);
      if (judge) {
        counts.told++;
        if (typeof link === "string") continue;
        if (judge(known, link, (path) => files[path] ?? "")) counts.right++;
        else counts.wrong++;
      } else if (known.link === "module folder, function gone") {
        counts.orphans++;
        if (typeof link !== "string") counts.adopted++;
      }
    }
  }
  const share = counts.right / counts.told;
  console.info(
    `${counts.right} of ${counts.told} cassettes find their test: ${(100 * share).toFixed(1)} %; wrong ${counts.wrong}.`,
  );
  expect(share).toBeGreaterThanOrEqual(0.97);
  expect(counts).toMatchObject({ wrong: 0, adopted: 0 });
});
