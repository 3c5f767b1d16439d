/** Many fixes at once: those of one file that may be taken unseen, and all preferred ones of the workspace. */
import { isCompressed } from "../disk/gunzip";
import { setImmediate as pause } from "node:timers/promises";
import { TextDocument } from "vscode-languageserver-textdocument";
import type { TextEdit } from "vscode-languageserver-types";
import type { CancellationToken } from "vscode-languageserver/node";
import { rangeIn } from "../index/scan/summarize";
import type { RecordingSummary } from "../index/store/summary";
import type { Requests } from "../protocol";
import { mismatch } from "../rules/hashRules";
import { isProven, whyProven } from "./causes/causes";
import type { EarlierTests } from "./causes/earlierTests";
import { earlierTests, howCaused } from "./causes/howCaused";
import type { ProposedEdit } from "./fixes/fix";
import { findingsAt, proposals } from "./fixes/proposals";
import { workspaceEdit, type PlannedChanges } from "./fixes/workspaceEdit";
import type { Services } from "./services";

/** Each fix is looked for in what the ones before it made; a file with more to mend than this is to be recorded again. */
const most = 200;

/** One edit that has the effect of all safe fixes of a file; none where there is nothing to mend. */
export async function safeEdits(services: Services, document: TextDocument): Promise<readonly TextEdit[]> {
  const found = await safeChanges(services, document);
  return found?.changes.flatMap(({ edits }) => edits) ?? [];
}

/** Waits until every recording is read. A cancelled one gives what it has. Recordings that are open are mended as they stand in the editor. */
export async function fixAll(services: Services, token: CancellationToken): Promise<Requests["tapedeck/fixAll"]["result"]> {
  const { workspace } = services;
  await Promise.race([workspace.whenIndexed(), new Promise((resolve) => token.onCancellationRequested(resolve))]);
  await workspace.findings.ready();
  const planned: PlannedChanges[] = [];
  const earlier = earlierTests(services, () => Promise.resolve([]));
  const taken = new Set<string>();
  for (const uri of workspace.index.uris()) {
    if (token.isCancellationRequested) break;
    const found = taken.has(uri) ? undefined : await preferredFix(services, uri, earlier);
    if (found) planned.push(untaken(found, taken));
  }
  const edit = workspaceEdit(services.client.changeAnnotations, planned);
  const { unread } = workspace.index;
  return planned.some(({ changes }) => changes.length > 0) ? { kind: "found", edit, unread } : { kind: "nothing", unread };
}

/** What there is to mend in a file (URI) that nobody needs to choose; undefined for nothing, and for what editors do not write. */
export async function preferredFix(
  services: Services,
  uri: string,
  earlier = earlierTests(services, () => Promise.resolve([])),
): Promise<PlannedChanges | undefined> {
  const { workspace } = services;
  const hasFindings = (each: RecordingSummary) => each.findings.length > 0 || workspace.findings.of(each).length > 0;
  if (!workspace.index.inFile(uri).some(hasFindings)) return undefined;
  const document = isCompressed(uri) ? undefined : await workspace.documents.get(uri);
  const found = document && (await preferredChanges(services, document, earlier));
  await pause();
  return found;
}

/** Each file is changed once, and two recordings of one request do not get the same name: the second stays as it is. */
function untaken(found: PlannedChanges, taken: Set<string>): PlannedChanges {
  const changes = found.changes.filter(({ uri, newUri }) => !taken.has(uri) && (newUri === undefined || !taken.has(newUri)));
  for (const { uri, newUri } of changes) taken.add(uri).add(newUri ?? uri);
  return { ...found, changes };
}

async function safeChanges(services: Services, document: TextDocument): Promise<PlannedChanges | undefined> {
  let current = document;
  const labels = new Set<string>();
  for (let count = 0; count < most; count++) {
    const safe = await firstEdit(services, current, ({ care }) => care === "safe");
    if (safe === undefined) break;
    const edits = (await safe.changes()).flatMap((change) => change.edits);
    labels.add(safe.purpose.label);
    const text = TextDocument.applyEdits(current, edits);
    current = TextDocument.create(document.uri, document.languageId, document.version + 1, text);
  }
  if (current === document) return undefined;
  const purpose = { label: [...labels].sort().join(", "), description: "Nothing else changes by it" };
  return { care: "safe", purpose, changes: [{ uri: document.uri, edits: [difference(document, current.getText())] }] };
}

/** What is in the text goes first; a file that is to be renamed too is so the next time. */
async function preferredChanges(
  services: Services,
  document: TextDocument,
  earlier: EarlierTests,
): Promise<PlannedChanges | undefined> {
  const safe = await safeChanges(services, document);
  if (safe) return safe;
  const preferred = await firstEdit(services, document, (each) => each.preferred === true);
  if (preferred) return { ...preferred, changes: await preferred.changes() };
  return provenChanges(services, document, earlier);
}

/** What is not preferred as long as nothing proves it: the hash of another test does, or an answer that still has its own. */
async function provenChanges(
  services: Services,
  document: TextDocument,
  earlier: EarlierTests,
): Promise<PlannedChanges | undefined> {
  for (const found of findingsAt(services, document).filter(({ finding }) => finding.code === mismatch.code)) {
    const cause = await howCaused(services, earlier, document, found);
    if (!isProven(cause)) continue;
    const edit = (await proposals(services, document, found)).find((each) => each.kind === "edit");
    if (edit === undefined) continue;
    // Those of one cause are one in the preview.
    const purpose = { ...edit.purpose, label: `${edit.purpose.label}: ${whyProven(cause)}` };
    return { care: edit.care, purpose, changes: await edit.changes() };
  }
  return undefined;
}

type Offered = ProposedEdit & { readonly preferred?: boolean };

async function firstEdit(
  services: Services,
  document: TextDocument,
  isWanted: (offered: Offered) => boolean,
): Promise<Offered | undefined> {
  for (const finding of findingsAt(services, document)) {
    for (const proposed of await proposals(services, document, finding)) {
      if (proposed.kind === "edit" && isWanted(proposed)) return proposed;
    }
  }
  return undefined;
}

/** The smallest stretch that holds all that differs. */
function difference(document: TextDocument, after: string): TextEdit {
  const before = document.getText();
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start++;
  let tail = 0;
  while (tail < shorter - start && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++;
  const range = rangeIn(document, { start, end: before.length - tail });
  return { range, newText: after.slice(start, after.length - tail) };
}
