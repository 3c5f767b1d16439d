/** Changes as Markdown for a pull request comment or a job summary, as many as fit, most important first. */
import { code, inline, joined, prose, type Markdown } from "../../features/markdown";
import { grouped } from "../../grouped";
import type { ChangedRecording } from "../../features/changes/changed";
import { inOrder } from "./asText";
import { kindInWords, summaryOf, toldChanges } from "../../features/changes/told";

/** GitHub's limit for a comment is 65,536 characters. */
const longest = 60_000;

export function asMarkdown(changes: readonly ChangedRecording[]): Markdown {
  const parts: Markdown[] = [prose`### Recordings`, inline(summaryOf(changes))];
  const shown = inOrder(changes).filter(({ kind }) => kind !== "same-meaning");
  let room = longest;
  let left = 0;
  for (const [test, ofTest] of grouped(shown, ({ tests }) => tests.join(", "))) {
    const heading = test === "" ? prose`**No known test**` : code(test);
    const part = joined([heading, joined(ofTest.map(item), "\n")], "\n\n");
    if (part.length > room) left += ofTest.length;
    else parts.push(part);
    room -= part.length;
  }
  if (left > 0) parts.push(prose`… and ${left} more: run ${code("tapedeck diff")} to see them.`);
  return prose`${joined(parts, "\n\n")}\n`;
}

function item(change: ChangedRecording): Markdown {
  const { kind, file, formerFile, model, answer } = change;
  const from = formerFile === undefined ? prose`` : prose` (was ${code(formerFile)})`;
  const facts = kind === "changed" ? "" : [model, answer].filter(Boolean).join(" · ");
  const head = prose`- ${inline(kindInWords(kind))}: ${code(file)}${from}${facts === "" ? prose`` : prose` ${code(facts)}`}`;
  return joined([head, ...toldChanges(change).map(({ what, said }) => prose`  - ${code(`${what}: ${said}`)}`)], "\n");
}
