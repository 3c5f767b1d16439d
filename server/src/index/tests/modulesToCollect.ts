/** Which test modules pytest is asked for cassettes' sake. */
import type { CassetteLink } from "../../pytest/cassettes/links";
import type { CassetteProject } from "../../pytest/cassettes/project";
import { unsafeNodeId } from "../../pytest/nodeId";
import { uriOfPath } from "../uris";

/** Those whose cassettes only their fixtures tell, and those that make the tests which cassettes may belong to: as paths from their roots (URIs). */
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
