import { relative, sep } from "node:path";
import { pathOfUri } from "../../index/uris";

/** A file's path relative to the current folder, with forward slashes. */
export function shownFile(uri: string): string {
  return relative(process.cwd(), pathOfUri(uri)).replaceAll(sep, "/");
}
