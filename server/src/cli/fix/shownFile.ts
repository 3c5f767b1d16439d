import { relative, sep } from "node:path";
import { pathOfUri } from "../../index/uris";

/** As the user names it: from the current folder, with slashes. */
export function shownFile(uri: string): string {
  return relative(process.cwd(), pathOfUri(uri)).replaceAll(sep, "/");
}
