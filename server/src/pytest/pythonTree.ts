/** Parses any Python text to a syntax tree. */
import type { SyntaxNode } from "@lezer/common";
import { parser } from "@lezer/python";

export interface PythonTree {
  readonly text: string;
  readonly top: SyntaxNode;
  /** false if parsing took too long, or the text nests too deeply: then the tree has only a part of it, or nothing. */
  readonly isWhole: boolean;
}

/**
 * In milliseconds of processor time: real modules take a few, while repairing a megabyte of noise would take ten seconds. Wall-clock time would
 * depend on what else the machine is doing.
 */
const patience = 1000;

/** Never throws. */
export function pythonTree(text: string): PythonTree {
  const deadline = Date.now() + patience;
  const before = process.cpuUsage();
  try {
    const parse = parser.startParse(text);
    for (;;) {
      const tree = parse.advance();
      if (tree) return { text, top: tree.topNode, isWhole: parse.stoppedAt === null };
      if (parse.stoppedAt === null && Date.now() > deadline && workSince(before) > patience) parse.stopAt(parse.parsedPos);
    }
  } catch {
    // The parser recurses, so it cannot handle brackets nested a hundred thousand deep.
    return { text, top: parser.parse("").topNode, isWhole: false };
  }
}

/** Milliseconds of processor time that this process used. */
function workSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
