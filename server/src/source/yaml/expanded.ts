/** How large a YAML value becomes when its aliases are expanded. */
import type { YamlNode } from "./node";

/** The number of nodes, counting an alias's target each time. May be far too large to actually expand. */
export function expandedSize(root: YamlNode): number {
  const sizes = new Map<YamlNode, number>();
  const sizeOf = (node: YamlNode): number => {
    if (node.kind === "scalar") return 1;
    // A node that contains itself is counted only once more.
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
