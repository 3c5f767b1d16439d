/** Links from cassettes to tests in a project that is given as texts. */
import { createHash } from "node:crypto";
import { CassetteLinks, type CassetteLink } from "../../server/src/pytest/cassettes/links";
import { cassetteSource } from "../../server/src/pytest/cassettes/source";
import { isTestModule } from "../../server/src/pytest/testModule";

const root = "/project";

/** Of a cassette the node ids of its tests, or "gone", or "unknown". */
export type Linked = readonly string[] | "gone" | "unknown";

/** `files` are Python files by their path from the project's folder. */
export function linksIn(files: Readonly<Record<string, string>>) {
  const sources = new Map(Object.entries(files).map(([path, text]) => [path, cassetteSource(`${root}/${path}`, text)]));
  const conftestsOf = (path: string) =>
    path.split("/").flatMap((_, at, names) => sources.get([...names.slice(0, -1 - at), "conftest.py"].join("/")) ?? []);
  const modules = [...sources]
    .filter(([path]) => isTestModule(path))
    .map(([path, source]) => ({ path: `${root}/${path}`, source, conftests: conftestsOf(path) }));
  const links = new CassetteLinks(modules, (text) => createHash("md5").update(text).digest("hex"));
  return {
    of: (path: string): Linked => shown(links.of(`${root}/${path}`)),
    /** By an absolute path. */
    ofPath: (path: string): Linked => shown(links.of(path)),
  };
}

function shown(link: CassetteLink): Linked {
  if (link.kind !== "tests") return link.kind;
  return link.tests.map(({ module, names, param }) => {
    const id = [module.slice(root.length + 1), ...names].join("::");
    return param === undefined ? id : `${id}[${param}]`;
  });
}
