/** Which tests a cassette belongs to, inferred from its path and the Python files of the project. */
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { slashes } from "../../disk/paths";
import { Roots } from "../../disk/roots";
import { readTextSync } from "../scan/readText";
import { walk } from "../scan/walk";
import { defaultSettings } from "../settings";
import { pathOfUri } from "../uris";
import { CassetteProject, projectFiles, projectGlobs } from "../../pytest/cassettes/project";
import { cassetteSource, type CassetteSource } from "../../pytest/cassettes/source";
import { formatNodeId } from "../../pytest/nodeId";
import type { Formats } from "../../formats/formats";

/** Projects by folder, read when their first cassette is looked up. */
const projects = new Map<string, CassetteProject>();

/** The tests of a cassette (path); their paths are relative to the current folder, so pytest accepts them there. */
export function testsFromHere(path: string): readonly string[] {
  const link = projectAround(path).of(slashes(resolve(path)));
  if (link.kind !== "tests") return [];
  return link.tests.map(({ module, ...test }) => formatNodeId({ ...test, path: slashes(relative(process.cwd(), module)) }));
}

/** The node ids of the tests of a file (path) with this text; none if its format names tests in the text, or if the test is not known. */
export function testsOf(path: string, text: string, formats: Formats): readonly string[] {
  if (formats.of(slashes(path), text).isNamedByTest !== true) return [];
  return projectAround(path).testIds(slashes(resolve(path)));
}

function projectAround(path: string): CassetteProject {
  const top = topOf(resolve(path));
  const project = projects.get(top) ?? readProject(top);
  projects.set(top, project);
  return project;
}

/** The current folder, or the project root around a file outside of it. */
function topOf(path: string): string {
  const here = process.cwd();
  if (path.startsWith(join(here, "/"))) return here;
  for (let folder = dirname(path); folder !== dirname(folder); folder = dirname(folder))
    if ([".git", ...projectFiles].some((name) => existsSync(join(folder, name)))) return folder;
  return dirname(path);
}

function readProject(top: string): CassetteProject {
  const sources = new Map<string, CassetteSource>();
  const projects = new Set<string>();
  const roots = new Roots([top]);
  const exclude = [...defaultSettings.recordings.exclude, ...projectGlobs.exclude];
  // Folders that cannot be read only cost some links to tests.
  for (const { folder, names } of walk({ folder: top, include: projectGlobs.include, exclude }, roots, () => undefined)) {
    const place = pathOfUri(folder);
    for (const name of names) {
      if (projectFiles.includes(name)) {
        projects.add(slashes(place));
        continue;
      }
      const file = readTextSync(join(place, name), roots);
      const path = slashes(join(place, name));
      if (file.kind === "text") sources.set(path, cassetteSource(path, file.text));
    }
  }
  const all = new Set([slashes(top), ...projects]);
  return new CassetteProject(sources, { all, projects }, (text) => createHash("md5").update(text).digest("hex"));
}
