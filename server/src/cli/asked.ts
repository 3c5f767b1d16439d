/** Recordings that are asked for by a hash or by a test. */
import { basename } from "node:path";
import { formatsInUse } from "./formats";

export { isOfTest } from "../pytest/nodeId";

/** At least four digits, `rec-` before them or not. */
export function isHash(text: string): boolean {
  const { length = 0 } = formatsInUse().digitsOfHash(text) ?? {};
  return length >= 4 && length <= 64;
}

/** Recordings whose name begins with these digits, or is the short name of that hash. */
export function byHash<T extends { readonly path: string }>(files: readonly T[], written: string): readonly T[] {
  const wanted = formatsInUse().digitsOfHash(written) ?? "";
  return files.filter(({ path }) => {
    const hash = formatsInUse().hashOfName(basename(path));
    return hash !== undefined && (hash.startsWith(wanted) || (wanted.length === 64 && wanted.startsWith(hash)));
  });
}
