/** What the rules on the workspace have to say of a recording: found when somebody asks, from what the index keeps. */
import { isSamePlace } from "../disk/roots";
import { formatOfName } from "../formats/byName";
import { isFor } from "../rules/rule";
import { workspaceRules } from "../rules/workspaceRules";
import type { KnownRecording, WorkspaceRule, RuleContext } from "../rules/workspaceRule";
import { logFailure } from "../log";
import { maskQuotes } from "../rules/secrets/mask";
import { Answers } from "./store/answers";
import type { Documents } from "./documents";
import type { Folders } from "./folders";
import { Placement } from "./placement";
import type { RecordingIndex } from "./store/recordingIndex";
import type { EarlierTexts } from "./tests/renamings";
import { Schemes } from "./schemes";
import type { LocatedFinding, RecordingSummary } from "./store/summary";
import { TestSources, type ModuleFiles } from "./tests/testSources";
import { baseName, parentOf, pathOfUri, slashPath, uriOfPath } from "./uris";

export class WorkspaceFindings {
  readonly schemes: Schemes;
  /** Which tests exist. */
  readonly sources: TestSources;
  readonly #world: RuleContext;

  /** `folders` gives those of the moment; `modules` reads test modules from disk, `earlier` from git. */
  constructor(index: RecordingIndex, documents: Documents, folders: () => Folders, modules: ModuleFiles, earlier: EarlierTexts) {
    this.schemes = new Schemes(index, folders);
    this.sources = new TestSources(index, documents, folders, modules, earlier);
    const placement = new Placement(index);
    const answers = new Answers(index);
    this.#world = {
      formatOf: (uri) => formatOfName(baseName(uri)),
      schemeOf: (uri) => this.schemes.of(uri),
      nameOf: baseName,
      sibling: (uri, name) => {
        const sibling = `${parentOf(uri)}/${name}`;
        return index.storedFile(sibling) && sibling;
      },
      folderOf: parentOf,
      pathFrom: (root, uri) => slashPath(uri).slice(slashPath(root).length + 1),
      uriBelow: (root, path) => uriOfPath(`${slashPath(root)}/${path}`),
      isSame: (one, other) => isSamePlace(pathOfUri(one), pathOfUri(other)),
      testOf: ({ uri, testId }) => this.sources.of(uri, testId),
      namesIn: (folder) => placement.namesIn(folder),
      sameHash: (recording) => sameHash(index, recording),
      layout: (root) => placement.layout(root),
      answers: ({ testId }, id) => (testId === undefined ? undefined : answers.have(testId, id)),
    };
  }

  /** With the rules' own severities. Never throws: a rule that fails is logged and says nothing. */
  of(recording: RecordingSummary): readonly LocatedFinding[] {
    return workspaceRules.flatMap((rule) => (isFor(rule, recording.format) ? this.#run(rule, recording) : []));
  }

  /** Resolves when what is said does not wait for the Python sources any more. Never rejects. */
  ready(): Promise<void> {
    return this.sources.refresh();
  }

  #run(rule: WorkspaceRule, recording: RecordingSummary): readonly LocatedFinding[] {
    try {
      const { code, severity } = rule;
      const quoted = [recording.testId ?? "", ...recording.quotedCalls.map(({ id }) => id)];
      return rule
        .check(recording, this.#world)
        .map((report) => ({ ...report, message: maskQuotes(report.message, quoted), code, severity }));
    } catch (error) {
      // One rule's mistake must not cost the user the others.
      logFailure(`The rule ${rule.code} on ${recording.uri}`, error);
      return [];
    }
  }
}

function sameHash(index: RecordingIndex, { uri, hash }: KnownRecording) {
  return hash === undefined
    ? []
    : index.byHash(hash).filter((other) => other.uri !== uri && baseName(other.uri) === baseName(uri));
}
