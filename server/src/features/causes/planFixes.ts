/** Plans all fixes of a workspace together, each file once and with its cause. Writes nothing. */
import { setImmediate as pause } from "node:timers/promises";
import { TextDocument } from "vscode-languageserver-textdocument";
import { findingsAt, proposals, type FoundFinding } from "../fixes/proposals";
import type { FileChange, ProposedEdit, ProposedFix } from "../fixes/fix";
import { summarizeText } from "../../index/scan/summarize";
import { mismatch, olderScheme } from "../../rules/hashRules";
import { testGone } from "../../rules/testGone";
import { rules } from "../../rules/registry";
import type { Services } from "../services";
import { isProven, type CausedFinding } from "./causes";
import type { EarlierTests } from "./earlierTests";
import { howCaused, plainCause } from "./howCaused";
import { KnownFindings } from "./knownFindings";
import { overlaid } from "./overlay";

/** The planned change of a file. */
export interface PlannedFile {
  readonly uri: string;
  /** Its text before and after. */
  readonly before: string;
  readonly after: string;
  /** Its new URI; absent if the name stays. */
  readonly newUri?: string;
  /** The reason: files with the same cause have equal keys (`causeKey`). */
  readonly cause: CausedFinding;
  /** Whether something proves the fix correct; otherwise it needs review. */
  readonly isSure: boolean;
  /** Whether a request, a name or a test changes. */
  readonly needsReview: boolean;
  /** What the fix does, a few words each. */
  readonly labels: readonly string[];
}

/** A finding that is not fixed, with the reason if known. */
export interface LeftFinding {
  readonly cause: CausedFinding;
  /** One sentence. */
  readonly reason?: string;
}

export interface FixPlan {
  readonly files: readonly PlannedFile[];
  readonly left: readonly LeftFinding[];
}

export interface FixOptions {
  /** Files (URIs) that may be changed. */
  readonly uris: readonly string[];
  /** Only findings of these rules; undefined: of all. */
  readonly codes: ReadonlySet<string> | undefined;
  /** Whether to plan unproven fixes too: after all others, and only if there is a single way. */
  readonly unsure: boolean;
  readonly earlier: EarlierTests;
  /** If it returns true, planning stops with what is planned so far. */
  readonly isCancelled?: () => boolean;
}

/** The number of files looked up in the index before yielding to the event loop. */
const lookedUpAtOnce = 100;

/** Each fix is searched for in the result of the previous ones. */
const mostPerFile = 200;

type Chosen = { readonly edit: ProposedEdit; readonly found: FoundFinding; readonly isSure: boolean };

interface Draft extends Omit<PlannedFile, "uri" | "after" | "newUri"> {
  readonly after: TextDocument;
  readonly newUri?: string | undefined;
}

/** What can be fixed in a workspace that is completely read. Yields to other requests. */
export async function planFixes(services: Services, options: FixOptions): Promise<FixPlan> {
  const plan = new Plan(overlaid(services), options);
  const isCancelled = () => options.isCancelled?.() === true;
  const uris = await plan.concerned();
  // Texts first, because names depend on them.
  for (const step of [(uri: string) => plan.fixText(uri), (uri: string) => plan.fixName(uri)]) {
    for (const uri of uris) {
      if (isCancelled()) return plan.done();
      await step(uri);
      await pause();
    }
  }
  if (options.unsure && !isCancelled()) await plan.fixUnsure();
  return plan.done();
}

class Plan {
  readonly #allowed: ReadonlySet<string>;
  readonly #known: KnownFindings;
  readonly #files = new Map<string, Draft>();
  readonly #left: LeftFinding[] = [];
  /** New names, and their files. */
  readonly #taken = new Map<string, string>();
  /** Fixes that nothing proves. */
  readonly #unsure: (() => Promise<void>)[] = [];

  constructor(
    private readonly services: Services,
    private readonly options: FixOptions,
  ) {
    this.#allowed = new Set(options.uris);
    this.#known = new KnownFindings(services, options.codes);
  }

  /** The files with anything to fix or to report as left. */
  async concerned(): Promise<readonly string[]> {
    const found: string[] = [];
    for (const [number, uri] of this.options.uris.entries()) {
      if (number % lookedUpAtOnce === 0) await pause();
      if (this.#known.concern(uri)) found.push(uri);
    }
    this.options.earlier.expect(found.filter((uri) => this.#known.mayBeEdited(uri)));
    return found;
  }

  async fixText(uri: string): Promise<void> {
    if (!this.#known.mayChange(uri, true)) return;
    for (let count = 0; count < mostPerFile; count++) {
      const document = await this.#document(uri);
      const chosen = document && (await this.#choose(document, ({ care }) => care === "safe"));
      if (document === undefined || chosen === undefined) return;
      await this.#take(chosen, await chosen.edit.changes(), document);
    }
  }

  async fixName(uri: string): Promise<void> {
    if (!this.#known.mayChange(uri)) {
      for (const { finding, summary } of this.#known.of(uri)) this.#left.push({ cause: plainCause(finding, summary) });
      return;
    }
    const document = await this.#document(uri);
    if (document === undefined || this.#isRenamed(uri)) return;
    // Why the test stays: under another name the recording would still belong to no test.
    let kept: string | undefined;
    for (const found of [...this.#findings(document)].sort(firstTests)) {
      const cause = await howCaused(this.services, this.options.earlier, document, found);
      if (this.#isRenamed(uri) || (kept !== undefined && cause.kind === "older-scheme")) {
        this.#left.push(kept === undefined ? { cause } : { cause, reason: kept });
        continue;
      }
      const offered = await proposals(this.services, document, found);
      const edit = preferredOf(offered, isProven(cause));
      const refusal = offered.find((each) => each.kind === "refusal")?.reason;
      if (edit && this.#isTaken(uri, edit.newUri)) this.#left.push({ cause, reason: nameTaken });
      else if (edit) await this.#take({ edit, found, isSure: true }, await edit.changes(), document, cause);
      else if (this.options.unsure && onlyOf(offered)) this.#unsure.push(() => this.#takeUnsure(uri, found, cause));
      else this.#left.push(refusal === undefined ? { cause } : { cause, reason: refusal });
      if (found.finding.code === testGone.code && !this.#isRenamed(uri)) kept = edit ? nameTaken : refusal;
    }
  }

  /** Proven fixes take their names first. */
  async fixUnsure(): Promise<void> {
    for (const take of this.#unsure) {
      await take();
      await pause();
    }
  }

  async #takeUnsure(uri: string, found: FoundFinding, cause: CausedFinding): Promise<void> {
    const document = await this.#document(uri);
    const edit = document && !this.#files.has(uri) ? onlyOf(await proposals(this.services, document, found)) : undefined;
    if (document && edit) await this.#take({ edit, found, isSure: false }, await edit.changes(), document, cause);
    else this.#left.push({ cause });
  }

  async done(): Promise<FixPlan> {
    const files = [...this.#files].map(([uri, { after, newUri, ...others }]) => {
      const file = { uri, ...others, after: after.getText() };
      return newUri === undefined ? file : { ...file, newUri };
    });
    const left: LeftFinding[] = [];
    for (const each of this.#left) if (!(await this.#fixes(each.cause))) left.push(each);
    return { files, left };
  }

  /** Another fix may have fixed the finding since, such as an answer's id by renaming the file. */
  async #fixes({ uri, code }: CausedFinding): Promise<boolean> {
    const file = this.#files.get(uri);
    if (file === undefined || file.cause.code === code) return file !== undefined;
    if (file.cause.code === testGone.code && nameCodes.has(code)) return file.newUri !== undefined;
    if (!ownCodes.has(code)) return false;
    await pause();
    const { documents } = this.services.workspace;
    const summaries = summarizeText(file.newUri ?? uri, file.after.getText(), documents.formats, documents.testOf(uri));
    return summaries.every(({ findings }) => !findings.some((each) => each.code === code));
  }

  #isTaken(uri: string, newUri: string | undefined): boolean {
    return newUri !== undefined && (this.#taken.get(newUri) ?? uri) !== uri;
  }

  #isRenamed(uri: string): boolean {
    return this.#files.get(uri)?.newUri !== undefined;
  }

  async #document(uri: string): Promise<TextDocument | undefined> {
    return this.#files.get(uri)?.after ?? (await this.services.workspace.documents.get(uri));
  }

  #findings(document: TextDocument): readonly FoundFinding[] {
    return this.#known.wanted(findingsAt(this.services, document));
  }

  async #choose(document: TextDocument, isWanted: (edit: ProposedEdit) => boolean): Promise<Chosen | undefined> {
    for (const found of this.#findings(document)) {
      for (const edit of await proposals(this.services, document, found))
        if (edit.kind === "edit" && isWanted(edit)) return { edit, found, isSure: true };
    }
    return undefined;
  }

  async #take(chosen: Chosen, changes: readonly FileChange[], document: TextDocument, known?: CausedFinding): Promise<void> {
    const cause = known ?? (await howCaused(this.services, this.options.earlier, document, chosen.found));
    for (const change of changes) {
      if (!this.#allowed.has(change.uri) || this.#isRenamed(change.uri)) continue;
      const own = { ...cause, uri: change.uri };
      if (this.#isTaken(change.uri, change.newUri)) {
        this.#left.push({ cause: own, reason: nameTaken });
        continue;
      }
      const current =
        change.uri === document.uri ? (this.#files.get(change.uri)?.after ?? document) : await this.#document(change.uri);
      if (current) this.#change(current, change, own, chosen);
    }
  }

  #change(current: TextDocument, { uri, edits, newUri }: FileChange, cause: CausedFinding, { edit, isSure }: Chosen): void {
    const known = this.#files.get(uri);
    const after = TextDocument.create(uri, current.languageId, current.version + 1, TextDocument.applyEdits(current, [...edits]));
    const before = known?.before ?? current.getText();
    const labels = [...new Set([...(known?.labels ?? []), edit.purpose.label])];
    const needsReview = edit.care === "reviewed" || known?.needsReview === true;
    const isKept = isSure && known?.isSure !== false;
    this.#files.set(uri, { before, after, cause, isSure: isKept, needsReview, labels, newUri });
    if (newUri !== undefined) this.#taken.set(newUri, uri);
    this.services.workspace.documents.open(after);
  }
}

const nameTaken = "Another of these recordings gets the same name.";

/** A new test id changes the name too. */
const firstTests = (a: FoundFinding, b: FoundFinding): number =>
  Number(b.finding.code === testGone.code) - Number(a.finding.code === testGone.code);

/** Rules that are satisfied by the new name that comes with a test. */
const nameCodes: ReadonlySet<string> = new Set([olderScheme.code, mismatch.code]);

/** Rules that check only the recording itself. */
const ownCodes: ReadonlySet<string> = new Set(rules.map(({ code }) => code));

const editsOf = (offered: readonly ProposedFix[]) => offered.filter((each) => each.kind === "edit");

/** The edit to apply if the user did not choose; `also`: a single offered fix is applied even if it is not preferred. */
export function preferredOf(offered: readonly ProposedFix[], also: boolean): ProposedEdit | undefined {
  return editsOf(offered).find((each) => each.preferred === true) ?? (also ? onlyOf(offered) : undefined);
}

/** The edit for plans of all fixes. */
export function plannedOf(offered: readonly ProposedFix[]): ProposedEdit | undefined {
  return editsOf(offered).find(({ care }) => care === "safe") ?? preferredOf(offered, true);
}

function onlyOf(offered: readonly ProposedFix[]): ProposedEdit | undefined {
  const edits = editsOf(offered);
  return edits.length === 1 ? edits[0] : undefined;
}
