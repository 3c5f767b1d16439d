/** Finds recordings by a hash or by a test. */
import { basename, isAbsolute, normalize, relative, sep } from "node:path";
import { formatsInUse } from "./formats";

export { isOfTest } from "../pytest/nodeId";

/** Whether a text is a hash: at least four hexadecimal digits, with or without the prefix `rec-`. */
export function isHash(text: string): boolean {
  const { length = 0 } = formatsInUse().digitsOfHash(text) ?? {};
  return length >= 4 && length <= 64;
}

/** The files whose name starts with these digits, or is the short name of that hash. */
export function byHash<T extends { readonly path: string }>(files: readonly T[], written: string): readonly T[] {
  const wanted = formatsInUse().digitsOfHash(written) ?? "";
  return files.filter(({ path }) => {
    const hash = formatsInUse().hashOfName(basename(path));
    return hash !== undefined && (hash.startsWith(wanted) || (wanted.length === 64 && wanted.startsWith(hash)));
  });
}

/** Normalizes a test, class or module that the user typed: its path becomes relative to the current folder, with forward slashes and without `./`. */
export function asNodeId(written: string): string {
  const [path = "", ...names] = written.split("::");
  const fromHere = isAbsolute(path) ? relative(process.cwd(), path) : path === "" ? path : normalize(path);
  return [fromHere.split(sep).join("/"), ...names].join("::");
}
