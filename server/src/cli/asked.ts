/** Recordings that are asked for by a hash or by a test. */
import { basename, isAbsolute, normalize, relative, sep } from "node:path";
import { parseNodeId, type NodeId } from "../pytest/nodeId";
import { formatsInUse } from "./formats";

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

/** A test, class or module as the user spells it, with its path as node ids have it: from the current folder, with forward slashes and no `./`. */
export function asNodeId(written: string): string {
  const [path = "", ...names] = written.split("::");
  const fromHere = isAbsolute(path) ? relative(process.cwd(), path) : path === "" ? path : normalize(path);
  return [fromHere.split(sep).join("/"), ...names].join("::");
}

/** Whether a recording's test is the one asked for: exactly, or one of the parameter sets of a test, or the tests of a class or a module. */
export function isOfTest(testId: string | undefined, asked: string): boolean {
  if (testId === undefined || testId === asked) return testId !== undefined;
  const [one, other] = [parseNodeId(testId), parseNodeId(asked)];
  return one !== undefined && (other === undefined ? one.path === asked : includes(other, one));
}

function includes(asked: NodeId, { path, names, param }: NodeId): boolean {
  return (
    asked.path === path &&
    asked.names.every((name, at) => name === names[at]) &&
    (asked.param === undefined || asked.param === param)
  );
}
