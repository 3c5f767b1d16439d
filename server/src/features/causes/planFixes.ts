/** What all fixes together make of the files of a workspace, each file once and with its cause: planned, and nothing written. */
import { setImmediate as pause } from "node:timers/promises";
import { TextDocument } from "vscode-languageserver-textdocument";
import { findingsAt, proposals, type FoundFinding } from "../fixes/proposals";
import type { FileChange, ProposedEdit, ProposedFix } from "../fixes/fix";
import { summarizeText } from "../../index/scan/summarize";
import { testGone } from "../../rules/testGone";
import { rules } from "../../rules/registry";
import type { Services } from "../services";
import { isProven, type CausedFinding } from "./causes";
import type { EarlierTests } from "./earlierTests";
import { howCaused } from "./howCaused";

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
  /** Only findings of these rules; undefined: of all. What is named is also done where it is offered and not preferred. */
  readonly codes: ReadonlySet<string> | undefined;
  readonly earlier: EarlierTests;
  readonly onProgress?: (done: number, of: number) => void;
}

/** Each fix is looked for in what the ones before it made. */
const mostPerFile = 200;

type Chosen = { readonly edit: ProposedEdit; readonly found: FoundFinding };

/** Of a workspace that is read whole. What is to be written is overlaid on its documents, so it is good for nothing else afterwards. */
export async function planFixes(services: Services, options: FixOptions): Promise<FixPlan> {
  const plan = new Plan(services, options);
  const { uris, onProgress } = options;
  // First what is in the texts: a name follows from it.
  for (const uri of uris) await plan.mendText(uri);
  for (const [at, uri] of uris.entries()) {
    await plan.mendName(uri);
    onProgress?.(at + 1, uris.length);
    await pause();
  }
  return plan.done();
}

class Plan {
  readonly #allowed: ReadonlySet<string>;
  readonly #files = new Map<string, { before: string; after: TextDocument; newUri?: string; cause: CausedFinding }>();
  readonly #left: LeftFinding[] = [];
  /** Names that are given, and to which files. */
  readonly #taken = new Map<string, string>();

  constructor(
    private readonly services: Services,
    private readonly options: FixOptions,
  ) {
    this.#allowed = new Set(options.uris);
  }

  async mendText(uri: string): Promise<void> {
    for (let count = 0; count < mostPerFile; count++) {
      const document = await this.#document(uri);
      const chosen = document && (await this.#choose(document, ({ care }) => care === "safe"));
      if (document === undefined || chosen === undefined) return;
      await this.#take(chosen, await chosen.edit.changes(), document);
    }
  }

  async mendName(uri: string): Promise<void> {
    const document = await this.#document(uri);
    if (document === undefined || this.#files.get(uri)?.newUri !== undefined) return;
    for (const found of [...this.#findings(document)].sort(firstTests)) {
      const cause = await howCaused(this.services, this.options.earlier, document, found);
      if (this.#files.get(uri)?.newUri !== undefined) {
        this.#left.push({ cause });
        continue;
      }
      const offered = await proposals(this.services, document, found);
      const edit = preferredOf(offered, isProven(cause) || this.options.codes !== undefined);
      const refusal = offered.find((each) => each.kind === "refusal")?.reason;
      if (edit) await this.#take({ edit, found }, await edit.changes(), document, cause);
      else this.#left.push(refusal === undefined ? { cause } : { cause, reason: refusal });
    }
  }

  done(): FixPlan {
    const files = [...this.#files].map(([uri, { before, after, newUri, cause }]) => {
      const file = { uri, before, after: after.getText(), cause };
      return newUri === undefined ? file : { ...file, newUri };
    });
    return { files, left: this.#left.filter(({ cause: { uri, code } }) => !this.#mends(uri, code)) };
  }

  /** A finding may have been looked at before another one's fix mended it: an answer's id, say, by the name of its file. */
  #mends(uri: string, code: string): boolean {
    const file = this.#files.get(uri);
    if (file === undefined) return false;
    if (file.cause.code === code) return true;
    const { documents } = this.services.workspace;
    const summaries = summarizeText(file.newUri ?? uri, file.after.getText(), documents.formats, documents.testOf(uri));
    return ownCodes.has(code) && summaries.every(({ findings }) => !findings.some((each) => each.code === code));
  }

  async #document(uri: string): Promise<TextDocument | undefined> {
    return this.#files.get(uri)?.after ?? (await this.services.workspace.documents.get(uri));
  }

  #findings(document: TextDocument): readonly FoundFinding[] {
    const { codes } = this.options;
    return findingsAt(this.services, document).filter(({ finding }) => codes?.has(finding.code) !== false);
  }

  async #choose(document: TextDocument, isWanted: (edit: ProposedEdit) => boolean): Promise<Chosen | undefined> {
    for (const found of this.#findings(document)) {
      for (const edit of await proposals(this.services, document, found))
        if (edit.kind === "edit" && isWanted(edit)) return { edit, found };
    }
    return undefined;
  }

  async #take({ found }: Chosen, changes: readonly FileChange[], document: TextDocument, known?: CausedFinding): Promise<void> {
    const cause = known ?? (await howCaused(this.services, this.options.earlier, document, found));
    for (const change of changes) {
      if (!this.#allowed.has(change.uri)) continue;
      if (change.newUri !== undefined && (this.#taken.get(change.newUri) ?? change.uri) !== change.uri) {
        this.#left.push({
          cause: { ...cause, uri: change.uri },
          reason: "Another recording of these gets the name that it needs.",
        });
        continue;
      }
      const current = await this.#document(change.uri);
      if (current) this.#change(current, change, { ...cause, uri: change.uri });
    }
  }

  #change(current: TextDocument, { uri, edits, newUri }: FileChange, cause: CausedFinding): void {
    const known = this.#files.get(uri);
    const after = TextDocument.create(uri, current.languageId, current.version + 1, TextDocument.applyEdits(current, [...edits]));
    const before = known?.before ?? current.getText();
    this.#files.set(uri, { before, after, cause, ...(newUri === undefined ? {} : { newUri }) });
    if (newUri !== undefined) this.#taken.set(newUri, uri);
    this.services.workspace.documents.open(after);
  }
}

/** A test's new id brings the name with it. */
const firstTests = (a: FoundFinding, b: FoundFinding): number =>
  Number(b.finding.code === testGone.code) - Number(a.finding.code === testGone.code);

/** Of the rules that look at a recording alone. */
const ownCodes: ReadonlySet<string> = new Set(rules.map(({ code }) => code));

/** What is done without being asked for by name; `also`: where one fix is offered, it is taken even if it is not preferred. */
export function preferredOf(offered: readonly ProposedFix[], also: boolean): ProposedEdit | undefined {
  const edits = offered.filter((each) => each.kind === "edit");
  const preferred = edits.find((each) => each.preferred === true);
  return preferred ?? (also && edits.length === 1 ? edits[0] : undefined);
}
