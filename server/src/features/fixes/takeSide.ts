/** Resolves a merge conflict by taking the same side everywhere, because a recording mixed from two runs is useless. */
import { TextDocument } from "vscode-languageserver-textdocument";
import type { TextEdit } from "vscode-languageserver-types";
import { rangeIn } from "../../index/positions";
import type { OffsetRange } from "../../recording/jsonPath";
import { parseDocument } from "../../source/json/parse";
import { shortPrintable } from "../../recording/json";
import { jsonSyntax } from "../../rules/jsonSyntax";
import type { Fix, ProposedFix } from "./fix";

interface Conflict {
  /** Including the markers. */
  readonly whole: OffsetRange;
  readonly sides: readonly [string, string];
  readonly labels: readonly [string, string];
}

const purpose = { label: "Resolve merge conflicts", description: "Keep one side" };

export const takeSide: Fix = {
  codes: [jsonSyntax.code],
  propose({ document }) {
    const conflicts = conflictsIn(document.getText());
    const [first] = conflicts ?? [];
    if (conflicts === undefined || first === undefined) return [];
    return ([0, 1] as const).flatMap((side): ProposedFix[] => {
      const edits = conflicts.map(({ whole, sides }): TextEdit => ({ range: rangeIn(document, whole), newText: sides[side] }));
      const after = parseDocument(TextDocument.applyEdits(document, edits));
      if (after.problem !== undefined) return [];
      const which = ["first", "second"][side] ?? "";
      const label = first.labels[side] === "" ? "" : ` (${shortPrintable(first.labels[side], 40)})`;
      const title = `Resolve the conflict: accept the ${which} side${label}`;
      return [{ kind: "edit", title, care: "chosen", purpose, changes: () => [{ uri: document.uri, edits }] }];
    });
  },
};

/** undefined if the markers are not in order. */
function conflictsIn(text: string): readonly Conflict[] | undefined {
  const found: Conflict[] = [];
  let open: { start: number; labels: [string, string]; sides: [string, string]; at: 0 | 1 | "base" } | undefined;
  const line = /[^\n]+\n?|\n/g;
  for (const { 0: whole, index } of text.matchAll(line)) {
    const marker = /^(<{7}|\|{7}|={7}|>{7})(?:[ \t](.*?))?\r?\n?$/.exec(whole);
    const label = marker?.[2]?.trim() ?? "";
    switch (marker?.[1]?.charAt(0)) {
      case "<":
        if (open) return undefined;
        open = { start: index, labels: [label, ""], sides: ["", ""], at: 0 };
        break;
      case "|":
        if (open?.at !== 0) return undefined;
        open.at = "base";
        break;
      case "=":
        if (open === undefined || open.at === 1) return undefined;
        open.at = 1;
        break;
      case ">":
        if (open?.at !== 1) return undefined;
        found.push({
          whole: { start: open.start, end: index + whole.length },
          sides: open.sides,
          labels: [open.labels[0], label],
        });
        open = undefined;
        break;
      default:
        if (open && open.at !== "base") open.sides[open.at] += whole;
    }
  }
  return open ? undefined : found;
}
