/** What all fixes together make of the files of a workspace, each file once and with its cause: planned, and nothing written. */
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

/** What becomes of a file. */
export interface PlannedFile {
  readonly uri: string;
  /** Its text today, and then. */
  readonly before: string;
  readonly after: string;
  /** Its new name; absent: it keeps its own. */
  readonly newUri?: string;
  /** Why: files of one cause have equal keys (`causeKey`). */
  readonly cause: CausedFinding;
  /** Whether something proves that this is what it was: what nothing proves is to be looked at. */
  readonly isSure: boolean;
  /** Whether a request, a name or a test changes. */
  readonly needsReview: boolean;
  /** What is done, a few words each. */
  readonly labels: readonly string[];
}

/** A finding that is left, and why where that is known. */
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
  /** Files (URIs) that may change. */
  readonly uris: readonly string[];
  /** Only findings of these rules; undefined: of all. */
  readonly codes: ReadonlySet<string> | undefined;
  /** Whether what nothing proves is planned, too: after all else, and only where there is one way to do it. */
  readonly unsure: boolean;
  readonly earlier: EarlierTests;
  /** Then what was planned until then is all. */
  readonly isCancelled?: () => boolean;
}

/** So many files are looked up in the index before others get their turn. */
const lookedUpAtOnce = 100;

/** Each fix is looked for in what the ones before it made. */
const mostPerFile = 200;

type Chosen = { readonly edit: ProposedEdit; readonly found: FoundFinding; readonly isSure: boolean };

interface Draft extends Omit<PlannedFile, "uri" | "after" | "newUri"> {
  readonly after: TextDocument;
  readonly newUri?: string | undefined;
}

/** What can be fixed in a workspace that has been read completely. Other requests are answered in between. */
export async function planFixes(services: Services, options: FixOptions): Promise<FixPlan> {
  const plan = new Plan(overlaid(services), options);
  const isCancelled = () => options.isCancelled?.() === true;
  const uris = await plan.concerned();
  // First what is in the texts: a name follows from it.
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
  /** Names that are given, and to which files. */
  readonly #taken = new Map<string, string>();
  /** What could be done though nothing proves it. */
  readonly #unsure: (() => Promise<void>)[] = [];

  constructor(
    private readonly services: Services,
    private readonly options: FixOptions,
  ) {
    this.#allowed = new Set(options.uris);
    this.#known = new KnownFindings(services, options.codes);
  }

  /** The files in which there is anything to fix or to leave. */
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
    // Why the test stays: under another name the recording would still be of no test.
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

  /** What is proven has taken its names. */
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

  /** A finding may have been looked at before another one's fix fixed it: an answer's id, say, by the name of its file. */
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

/** A test's new id brings the name with it. */
const firstTests = (a: FoundFinding, b: FoundFinding): number =>
  Number(b.finding.code === testGone.code) - Number(a.finding.code === testGone.code);

/** What a new name fixes that comes with the test. */
const nameCodes: ReadonlySet<string> = new Set([olderScheme.code, mismatch.code]);

/** Of the rules that look at a recording alone. */
const ownCodes: ReadonlySet<string> = new Set(rules.map(({ code }) => code));

const editsOf = (offered: readonly ProposedFix[]) => offered.filter((each) => each.kind === "edit");

/** What is done without being asked for by name; `also`: where one fix is offered, it is taken even if it is not preferred. */
export function preferredOf(offered: readonly ProposedFix[], also: boolean): ProposedEdit | undefined {
  return editsOf(offered).find((each) => each.preferred === true) ?? (also ? onlyOf(offered) : undefined);
}

/** What a plan of all fixes does at most, where anything is proven or nothing is. */
export function plannedOf(offered: readonly ProposedFix[]): ProposedEdit | undefined {
  return editsOf(offered).find(({ care }) => care === "safe") ?? preferredOf(offered, true);
}

function onlyOf(offered: readonly ProposedFix[]): ProposedEdit | undefined {
  const edits = editsOf(offered);
  return edits.length === 1 ? edits[0] : undefined;
}
