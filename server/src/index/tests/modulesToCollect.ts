/** Which test modules pytest has to collect to find the tests of cassettes. */
import type { CassetteLink } from "../../pytest/cassettes/links";
import type { CassetteProject } from "../../pytest/cassettes/project";
import { unsafeNodeId } from "../../pytest/nodeId";
import { uriOfPath } from "../uris";

/**
 * Modules whose fixtures determine where cassettes are, and modules that generate tests which cassettes may belong to: paths relative to their roots
 * (URIs).
 */
export function modulesToCollect(
  project: CassetteProject,
  links: Iterable<CassetteLink>,
): ReadonlyMap<string, readonly string[]> {
  const modules = new Set(project.unreadModules());
  for (const link of links) if (link.kind === "unknown" && link.doubt?.kind === "made") modules.add(link.doubt.module);
  const found = new Map<string, string[]>();
  for (const module of modules) {
    const place = project.placeOf(module);
    if (place === undefined || unsafeNodeId({ path: place.path, names: ["test"], param: undefined }) !== undefined) continue;
    const paths = found.get(uriOfPath(place.root)) ?? [];
    paths.push(place.path);
    found.set(uriOfPath(place.root), paths);
  }
  return found;
}
