/** How much a YAML text stands for when its aliases are written out. */
import type { YamlNode } from "./node";

/** Nodes, those behind an alias each time that it stands. Numbers too large for a computer to walk are still numbers here. */
export function expandedSize(root: YamlNode): number {
  const sizes = new Map<YamlNode, number>();
  const sizeOf = (node: YamlNode): number => {
    if (node.kind === "scalar") return 1;
    // One that holds itself is counted once more, and no further.
    const known = sizes.get(node);
    if (known !== undefined) return known;
    sizes.set(node, 1);
    const size = 1 + partsOf(node).reduce((sum, part) => sum + sizeOf(part), 0);
    sizes.set(node, size);
    return size;
  };
  return sizeOf(root);
}

function partsOf(node: Exclude<YamlNode, { readonly kind: "scalar" }>): readonly YamlNode[] {
  if (node.kind === "alias") return [node.target];
  return node.kind === "sequence" ? node.items : node.pairs.flatMap(({ key, value }) => [key, value]);
}
