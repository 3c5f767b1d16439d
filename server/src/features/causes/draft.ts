/** A file while it is planned: fixes are applied one after the other, and their edits are kept apart by cause. */
import { TextDocument } from "vscode-languageserver-textdocument";
import { fragmentOf } from "../../recordingId";
import type { FileChange } from "../fixes/fix";
import { causeKey, type CausedFinding } from "./causes";
import { combined, type OwnedEdit } from "./edits";
import type { PlannedFile, PlannedPart } from "./plan";

/** The reason for a change, and the recordings that it changes. */
export type Step = Pick<PlannedPart, "causes" | "isSure" | "needsReview"> & { readonly label: string };

/** What changes for one cause. */
interface Part {
  readonly causes: Map<string, CausedFinding>;
  readonly labels: Set<string>;
  isSure: boolean;
  needsReview: boolean;
}

export class Draft {
  readonly #before: TextDocument;
  readonly #parts = new Map<string, Part>();
  #edits: readonly OwnedEdit<Part>[] = [];
  #document: TextDocument;
  /** The part that renames the file. Later changes depend on it. */
  #renaming: Part | undefined;

  constructor(before: TextDocument) {
    this.#before = before;
    this.#document = before;
  }

  /** The file so far, under its new name. */
  get document(): TextDocument {
    return this.#document;
  }

  get isRenamed(): boolean {
    return this.#renaming !== undefined;
  }

  /** Applies a change of `document`. */
  take({ edits, newUri }: Pick<FileChange, "edits" | "newUri">, step: Step): void {
    const [document, part] = [this.#document, this.#renaming ?? this.#partFor(step)];
    merge(part, { ...step, labels: [step.label] }, this.#before.uri);
    if (newUri !== undefined) this.#renaming = part;
    const made = edits.map(({ range, newText }) => ({
      ...{ start: document.offsetAt(range.start), end: document.offsetAt(range.end) },
      text: newText,
    }));
    made.sort((a, b) => a.start - b.start);
    this.#edits = combined(this.#before.getText(), this.#edits, made, part);
    for (let both = this.#shared(); both; both = this.#shared()) this.#join(...both);
    const text = TextDocument.applyEdits(document, [...edits]);
    this.#document = TextDocument.create(newUri ?? document.uri, document.languageId, document.version + 1, text);
  }

  /** undefined if nothing changes. */
  planned(): PlannedFile | undefined {
    const { uri } = this.#before;
    const renamed = this.#document.uri === uri ? undefined : this.#renaming;
    const parts = [...this.#parts.values()].flatMap((part): PlannedPart[] => {
      const [first, ...others] = part.causes.values();
      if (first === undefined) return [];
      const { isSure, needsReview } = part;
      const edits = this.#edits.filter(({ owners }) => owners[0] === part);
      return [
        {
          ...{ causes: [first, ...others], isSure, needsReview, labels: [...part.labels] },
          edits: edits.map(({ start, end, text }) => ({ start, end, text })),
          ...(part === renamed ? { newUri: this.#document.uri } : {}),
        },
      ];
    });
    return parts.length === 0 ? undefined : { uri, before: this.#before.getText(), parts };
  }

  #partFor({ causes: [cause], isSure }: Step): Part {
    const key = `${String(isSure)} ${causeKey(cause)}`;
    const known = this.#parts.get(key) ?? { causes: new Map(), labels: new Set(), isSure: true, needsReview: false };
    this.#parts.set(key, known);
    return known;
  }

  /** Two parts of which one edits what the other one wrote, so neither can be carried out alone. */
  #shared(): readonly [Part, Part] | undefined {
    const [one, other] = this.#edits.find(({ owners }) => owners.length > 1)?.owners ?? [];
    return one && other && [one, other];
  }

  #join(part: Part, other: Part): void {
    merge(part, { ...other, causes: [...other.causes.values()], labels: [...other.labels] }, this.#before.uri);
    for (const [key, each] of this.#parts) if (each === other) this.#parts.delete(key);
    if (this.#renaming === other) this.#renaming = part;
    this.#edits = this.#edits.map((edit) => ({
      ...edit,
      owners: [...new Set(edit.owners.map((each) => (each === other ? part : each)))],
    }));
  }
}

type More = Pick<PlannedPart, "isSure" | "needsReview" | "labels"> & { readonly causes: readonly CausedFinding[] };

/** Recordings get the ids that they have under the current name of the file. */
function merge(part: Part, more: More, uri: string): void {
  for (const cause of more.causes) {
    const id = uri + fragmentOf(cause.id);
    if (!part.causes.has(id)) part.causes.set(id, { ...cause, uri, id });
  }
  for (const label of more.labels) part.labels.add(label);
  part.isSure &&= more.isSure;
  part.needsReview ||= more.needsReview;
}
