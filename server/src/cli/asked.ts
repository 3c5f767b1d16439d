/** Recordings that are asked for by a hash or by a test. */
import { basename } from "node:path";
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

/** Whether a recording's test is the one asked for: exactly, or one of the parameter sets of a test, or the tests of a class. */
export function isOfTest(testId: string | undefined, asked: string): boolean {
  if (testId === undefined || testId === asked) return testId !== undefined;
  const [one, other] = [parseNodeId(testId), parseNodeId(asked)];
  return one !== undefined && other !== undefined && includes(other, one);
}

function includes(asked: NodeId, { path, names, param }: NodeId): boolean {
  return (
    asked.path === path &&
    asked.names.every((name, at) => name === names[at]) &&
    (asked.param === undefined || asked.param === param)
  );
}
