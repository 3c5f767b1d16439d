/** What the rules on the workspace have to say of a recording: found when somebody asks, from what the index keeps. */
import { workspaceRules } from "../rules/workspaceRules";
import type { KnownRecording, WorkspaceRule, World } from "../rules/workspaceRule";
import { hashOfName } from "../recording/names";
import { Answers } from "./answers";
import type { Documents } from "./documents";
import type { Folders } from "./folders";
import { Placement } from "./placement";
import type { RecordingIndex } from "./recordingIndex";
import type { EarlierTexts } from "./renamings";
import { Schemes } from "./schemes";
import type { LocatedFinding, RecordingSummary } from "./summary";
import { TestSources, type ReadModules } from "./testSources";
import { baseName, parentOf, slashPath, uriOfPath } from "./uris";

/** From so many changed recordings on, asking for the relatives of each takes longer than judging all. */
const manyChanged = 500;

export class WorkspaceFindings {
  readonly schemes: Schemes;
  /** Which tests exist. */
  readonly sources: TestSources;
  readonly #index: RecordingIndex;
  readonly #world: World;
  #signature = "";

  /** `folders` gives those of the moment; `modules` reads test modules from disk, `earlier` from git. */
  constructor(index: RecordingIndex, documents: Documents, folders: () => Folders, modules: ReadModules, earlier: EarlierTexts) {
    this.#index = index;
    this.schemes = new Schemes(index, folders);
    this.sources = new TestSources(index, documents, folders, modules, earlier);
    const placement = new Placement(index);
    const answers = new Answers(index);
    this.#world = {
      schemeOf: (uri) => this.schemes.of(uri),
      nameOf: baseName,
      sibling: (uri, name) => {
        const sibling = `${parentOf(uri)}/${name}`;
        return index.stored(sibling) && sibling;
      },
      folderOf: parentOf,
      pathFrom: (root, uri) => slashPath(uri).slice(slashPath(root).length + 1),
      uriBelow: (root, path) => uriOfPath(`${slashPath(root)}/${path}`),
      testOf: ({ uri, testId }) => this.sources.of(uri, testId),
      namesIn: (folder) => placement.namesIn(folder),
      sameHash: (recording) => sameHash(index, recording),
      layout: (root) => placement.layout(root),
      answers: ({ testId }, id) => (testId === undefined ? undefined : answers.have(testId, id)),
    };
  }

  /** With the rules' own severities. Never throws: a rule that fails says nothing. */
  of(recording: RecordingSummary): readonly LocatedFinding[] {
    return workspaceRules.flatMap((rule) => this.#run(rule, recording));
  }

  /** Resolves when what is said does not wait for the Python sources any more. Never rejects. */
  ready(): Promise<void> {
    return this.sources.refresh();
  }

  /**
   * The recordings that may be judged anew when these changed: those of the same tests, and those by the same name. A new scheme in use concerns
   * all of them.
   */
  concernedBy(uris: readonly string[]): readonly string[] {
    const signature = this.schemes.signature();
    const same = signature === this.#signature;
    this.#signature = signature;
    if (!same || uris.length > manyChanged) return [...new Set([...uris, ...this.#index.uris()])];
    return [...new Set([...uris, ...uris.flatMap((uri) => this.#relatives(uri))])];
  }

  #relatives(uri: string): readonly string[] {
    const testId = this.#index.stored(uri)?.testId;
    const hash = hashOfName(baseName(uri));
    const relatives = [...(testId === undefined ? [] : this.#index.byTestId(testId)), ...(hash ? this.#index.byHash(hash) : [])];
    return relatives.map((each) => each.uri);
  }

  #run(rule: WorkspaceRule, recording: RecordingSummary): readonly LocatedFinding[] {
    try {
      return rule.check(recording, this.#world).map((report) => ({ ...report, code: rule.code, severity: rule.severity }));
    } catch {
      return []; // One rule's mistake must not cost the user the others.
    }
  }
}

function sameHash(index: RecordingIndex, { uri, hash }: KnownRecording) {
  return hash === undefined
    ? []
    : index.byHash(hash).filter((other) => other.uri !== uri && baseName(other.uri) === baseName(uri));
}
