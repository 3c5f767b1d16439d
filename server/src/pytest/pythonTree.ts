/** Python text to a tree, whatever the text. */
import type { SyntaxNode } from "@lezer/common";
import { parser } from "@lezer/python";

export interface PythonTree {
  readonly text: string;
  readonly top: SyntaxNode;
  /** false for a text that took too long, or nests too deeply: it is read in part, or not at all. */
  readonly isWhole: boolean;
}

/**
 * Milliseconds of work after which a text is read only so far: real modules take a few, and repairing a megabyte of noise would take ten seconds. On a
 * machine that does other things meanwhile any module may take longer than that by the clock.
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
    // The parser recurses: brackets nested a hundred thousand deep are beyond it.
    return { text, top: parser.parse("").topNode, isWhole: false };
  }
}

/** Milliseconds that the processors worked for this process. */
function workSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
