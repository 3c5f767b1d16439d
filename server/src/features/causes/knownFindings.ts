/** What the index knows about files without reading them: most have nothing to fix. */
import { mismatch } from "../../rules/hashRules";
import { foundIn, hasEdits, type FoundFinding } from "../fixes/proposals";
import type { Services } from "../services";

export class KnownFindings {
  readonly #known = new Map<string, readonly FoundFinding[]>();

  /** Only findings of these rules; undefined: of all. */
  constructor(
    private readonly services: Services,
    private readonly codes: ReadonlySet<string> | undefined,
  ) {}

  /** The findings of a file (URI) on disk. */
  of(uri: string): readonly FoundFinding[] {
    const known = this.#known.get(uri) ?? this.wanted(foundIn(this.services, uri, this.services.workspace.index.inFile(uri)));
    this.#known.set(uri, known);
    return known;
  }

  wanted(findings: readonly FoundFinding[]): readonly FoundFinding[] {
    const { codes } = this;
    return codes ? findings.filter(({ finding }) => codes.has(finding.code)) : findings;
  }

  /** Whether there is anything to fix or to report as left; true for open files, which the index does not know. */
  concern(uri: string): boolean {
    return this.#isOpen(uri) || this.of(uri).length > 0;
  }

  /** Whether a file has to be read at all; `isSafe`: for safe edits. */
  mayChange(uri: string, isSafe = false): boolean {
    return this.#isOpen(uri) || this.of(uri).some(({ finding }) => hasEdits(finding.code, isSafe));
  }

  /** Whether the name of a recording in a file may belong to another test or request. */
  mayBeEdited(uri: string): boolean {
    return this.of(uri).some(
      ({ finding, summary: { naming } }) => finding.code === mismatch.code && naming?.recordedUnder === undefined,
    );
  }

  #isOpen(uri: string): boolean {
    return this.services.workspace.documents.isOpen(uri);
  }
}
