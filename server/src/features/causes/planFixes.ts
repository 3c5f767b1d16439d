/** Plans all fixes of a workspace together, each with its cause. Writes nothing. */
import { setImmediate as pause } from "node:timers/promises";
import type { TextDocument } from "vscode-languageserver-textdocument";
import { fragmentOf } from "../../recordingId";
import { testGone } from "../../rules/testGone";
import type { ProposedEdit } from "../fixes/fix";
import { findingsAt, proposals, type FoundFinding } from "../fixes/proposals";
import type { Services } from "../services";
import { isProven, type CausedFinding } from "./causes";
import { causesOfEdits } from "./changedRecordings";
import { Draft } from "./draft";
import type { EarlierTests } from "./earlierTests";
import { howCaused, plainCause, renamedTo } from "./howCaused";
import { KnownFindings } from "./knownFindings";
import { MovedTests } from "./movedTests";
import { overlaid } from "./overlay";
import type { FixPlan, LeftFinding } from "./plan";
import { onlyOf, preferredOf, refusalOf } from "./preferred";

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

/** What can be fixed in a workspace that is completely read. Yields to other requests. */
export async function planFixes(services: Services, options: FixOptions): Promise<FixPlan> {
  const plan = new Plan(services, options);
  const each = async (uris: Iterable<string>, step: (uri: string) => Promise<void>) => {
    for (const uri of uris) {
      if (options.isCancelled?.() === true) return;
      await step(uri);
      await pause();
    }
  };
  const uris = await plan.concerned();
  // Texts first, because names depend on them.
  await each(uris, (uri) => plan.fixText(uri));
  await each(uris, (uri) => plan.fixName(uri));
  for (let more = plan.decided(); more.length > 0; more = plan.decided()) await each(more, (uri) => plan.fixName(uri));
  // Proven fixes take their names first.
  await each(plan.unsure(), (uri) => plan.fixUnsure(uri));
  return plan.done();
}

class Plan {
  readonly #services: Services;
  readonly #known: KnownFindings;
  readonly #drafts = new Map<string, Draft>();
  readonly #left = new Map<string, readonly LeftFinding[]>();
  /** New names, and their files. */
  readonly #taken = new Map<string, string>();
  /** Fixes that nothing proves, by file. */
  readonly #unsure = new Map<string, FoundFinding>();
  readonly #moved = new MovedTests();
  /** Recordings of removed tests with several candidates, by file. */
  readonly #undecided = new Map<string, FoundFinding>();
  readonly #decided = new Set<string>();
  /** Causes of names that do not fit: earlier tests are searched once. */
  readonly #causes = new Map<string, CausedFinding>();

  constructor(
    services: Services,
    private readonly options: FixOptions,
  ) {
    this.#services = overlaid(services, this.#moved);
    this.#known = new KnownFindings(this.#services, options.codes);
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
      const chosen = document && (await this.#safe(document));
      if (document === undefined || chosen === undefined) return;
      await this.#take(uri, document, chosen.edit, chosen.found, await this.#cause(document, chosen.found));
    }
  }

  /** Applies one fix after the other. */
  async fixName(uri: string): Promise<void> {
    if (!this.#known.mayChange(uri)) {
      const left = this.#known.of(uri).map(({ finding, summary }) => ({ cause: plainCause(finding, summary) }));
      this.#left.set(uri, left);
      return;
    }
    let codes: ReadonlySet<string> | undefined;
    for (let count = 0; count < mostPerFile; count++) {
      const document = await this.#document(uri);
      // The index knows nothing of new names yet, so only findings of earlier rules count.
      const found = (document ? this.#findings(document) : []).filter(({ finding }) => codes?.has(finding.code) !== false);
      codes ??= new Set(found.map(({ finding }) => finding.code));
      if (document === undefined || !(await this.#fixOne(uri, document, [...found].sort(firstTests)))) return;
    }
  }

  /** Fixes one of these findings. If that is not possible, notes why and returns false. */
  async #fixOne(uri: string, document: TextDocument, all: readonly FoundFinding[]): Promise<boolean> {
    const left: LeftFinding[] = [];
    // Why the test stays: under another name the recording would still belong to no test.
    let kept: string | undefined;
    this.#unsure.delete(uri);
    for (const found of all) {
      const isOfTest = found.finding.code === testGone.code;
      const cause = await this.#cause(document, found);
      const offered = kept !== undefined && cause.kind === "older-scheme" ? [] : await proposals(this.#services, document, found);
      const edit = preferredOf(offered, isProven(cause));
      if (edit && (await this.#take(uri, document, edit, found, cause))) return true;
      const reason = edit ? nameTaken : (refusalOf(offered) ?? (cause.kind === "older-scheme" ? kept : undefined));
      if (isOfTest) kept = reason;
      if (isOfTest && reason === undefined) this.#undecided.set(uri, found);
      if (!edit && this.options.unsure && onlyOf(offered)) this.#unsure.set(uri, found);
      else left.push(reason === undefined ? { cause } : { cause, reason });
    }
    this.#left.set(uri, left);
    return false;
  }

  /** Files (URIs) with only one candidate left, since other recordings took the other ones. Returns each file once. */
  decided(): readonly string[] {
    this.#moved.take();
    const isDecided = ([uri, { summary }]: readonly [string, FoundFinding]) =>
      !this.#decided.has(uri) && renamedTo(this.#services, summary) !== undefined;
    const decided = [...this.#undecided].filter(isDecided).map(([uri]) => uri);
    for (const uri of decided) this.#decided.add(uri);
    return decided;
  }

  unsure(): readonly string[] {
    return [...this.#unsure.keys()];
  }

  async fixUnsure(uri: string): Promise<void> {
    const [document, found] = [await this.#document(uri), this.#unsure.get(uri)];
    if (document === undefined || found === undefined) return;
    const [cause, edit] = [await this.#cause(document, found), onlyOf(await proposals(this.#services, document, found))];
    if (edit && !this.#drafts.get(uri)?.isRenamed && (await this.#take(uri, document, edit, found, cause, false))) return;
    this.#left.set(uri, [...(this.#left.get(uri) ?? []), { cause }]);
  }

  done(): FixPlan {
    const files = [...this.#drafts.values()].flatMap((draft) => draft.planned() ?? []);
    const left = [...this.#left].flatMap(([uri, each]) =>
      each.map(({ cause, ...why }) => ({ cause: { ...cause, uri, id: uri + fragmentOf(cause.id) }, ...why })),
    );
    return { files, left };
  }

  async #document(uri: string): Promise<TextDocument | undefined> {
    return this.#drafts.get(uri)?.document ?? (await this.#services.workspace.documents.get(uri));
  }

  #findings(document: TextDocument): readonly FoundFinding[] {
    return this.#known.wanted(findingsAt(this.#services, document));
  }

  async #cause(document: TextDocument, found: FoundFinding): Promise<CausedFinding> {
    const key = `${found.finding.code} ${found.summary.id}`;
    const cause = this.#causes.get(key) ?? (await howCaused(this.#services, this.options.earlier, document, found));
    if (cause.kind === "edited" || cause.kind === "test-id-edited") this.#causes.set(key, cause);
    return cause;
  }

  async #safe(document: TextDocument): Promise<{ readonly edit: ProposedEdit; readonly found: FoundFinding } | undefined> {
    for (const found of this.#findings(document)) {
      for (const edit of await proposals(this.#services, document, found))
        if (edit.kind === "edit" && edit.care === "safe") return { edit, found };
    }
    return undefined;
  }

  /** Applies an edit. Returns false if another file gets the new name. */
  async #take(
    uri: string,
    document: TextDocument,
    edit: ProposedEdit,
    { summary }: FoundFinding,
    cause: CausedFinding,
    isSure = true,
  ): Promise<boolean> {
    const change = (await (edit.own ?? edit.changes)()).find((each) => each.uri === document.uri);
    if (change === undefined) return false;
    const { edits, newUri } = change;
    if (newUri !== undefined && (this.#taken.get(newUri) ?? uri) !== uri) return false;
    const draft = this.#drafts.get(uri) ?? new Draft(document);
    const causes = causesOfEdits(this.#services, document, edits, { summary, cause });
    draft.take(
      { edits, ...(newUri && { newUri }) },
      { causes, isSure, needsReview: edit.care === "reviewed", label: edit.purpose.label },
    );
    this.#drafts.set(uri, draft);
    if (newUri !== undefined) this.#taken.set(newUri, uri);
    this.#moved.add(cause);
    this.#services.workspace.documents.open(draft.document);
    return true;
  }
}

const nameTaken = "Another of these recordings gets the same name.";

/** A new test id changes the name too. */
const firstTests = (a: FoundFinding, b: FoundFinding): number =>
  Number(b.finding.code === testGone.code) - Number(a.finding.code === testGone.code);
