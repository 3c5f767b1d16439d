/** The findings of workspace rules for a recording, computed on demand from what the index keeps. */
import { isSamePlace } from "../disk/roots";
import { isFor } from "../rules/rule";
import { workspaceRules } from "../rules/workspaceRules";
import type { WorkspaceRule, RuleContext } from "../rules/workspaceRule";
import { logFailure } from "../log";
import { maskQuotes, maskSecrets } from "../rules/secrets/mask";
import type { RecordingId } from "../recordingId";
import { Answers } from "./store/answers";
import type { Documents } from "./documents";
import type { Folders } from "./folders";
import { Placement } from "./placement";
import { Questions } from "./questions";
import type { RecordingIndex } from "./store/recordingIndex";
import type { EarlierTexts } from "./tests/renamings";
import { Replays } from "./replays";
import { Schemes } from "./schemes";
import type { LocatedFinding, RecordingSummary } from "./store/summary";
import type { PythonFiles } from "./tests/cassetteSources";
import { CassetteTests } from "./tests/cassetteTests";
import type { ModuleFiles } from "./tests/modules";
import { TestSources } from "./tests/testSources";
import { baseName, parentOf, pathOfUri, slashPath, uriOfPath } from "./uris";

export class WorkspaceFindings {
  readonly schemes: Schemes;
  /** Which tests exist. */
  readonly sources: TestSources;
  /** Which tests cassettes belong to. */
  readonly cassettes: CassetteTests;
  /** The results of replays. */
  readonly replays: Replays;
  readonly #world: RuleContext;
  readonly #questions = new Questions();

  /** `folders` returns the current folders; `modules` reads Python files from disk, `earlier` from git. */
  constructor(
    index: RecordingIndex,
    documents: Documents,
    folders: () => Folders,
    modules: ModuleFiles & PythonFiles,
    earlier: EarlierTexts,
  ) {
    const { formats } = documents;
    this.schemes = new Schemes(index, folders, formats);
    this.sources = new TestSources(index, documents, folders, modules, earlier);
    this.cassettes = new CassetteTests(index, documents, folders, modules);
    this.replays = new Replays(index, documents);
    const placement = new Placement(index, formats);
    const answers = new Answers(index);
    const ask = <T>(key: string, answer: () => T): T => this.#questions.ask(key, answer);
    this.#world = {
      formatOf: (uri) => formats.ofName(baseName(uri)),
      schemeOf: (uri) => ask(`scheme ${parentOf(uri)}`, () => this.schemes.of(uri)),
      nameOf: baseName,
      sibling: (uri, name) => {
        const sibling = `${parentOf(uri)}/${name}`;
        return ask(`file ${sibling}`, () => index.storedFile(sibling) && sibling);
      },
      folderOf: parentOf,
      pathFrom: (root, uri) => slashPath(uri).slice(slashPath(root).length + 1),
      uriBelow: (root, path) => uriOfPath(`${slashPath(root)}/${path}`),
      isSame: (one, other) => isSamePlace(pathOfUri(one), pathOfUri(other)),
      cassetteTest: (uri) => ask(`cassette ${uri}`, () => this.cassettes.of(uri)),
      testOf: ({ uri, testId }) => ask(`test ${parentOf(uri)} ${testId ?? ""}`, () => this.sources.of(uri, testId)),
      namesIn: (folder) => ask(`names ${folder}`, () => placement.namesIn(folder)),
      hasNamed: (folder) => ask(`named ${folder}`, () => placement.hasNamed(folder)),
      sameHash: ({ uri, hash }) => ask(`hash ${uri}`, () => sameHash(index, uri, hash)),
      layout: (root) => ask(`layout ${root}`, () => placement.layout(root)),
      replayed: (uri) => ask(`replay ${uri}`, () => this.replays.of(uri)),
      oldest: (uri) =>
        ask(`oldest ${folders().folderOf(uri) ?? ""}`, () => oldestAllowed(folders().settingsFor(uri).cassettes.maxAge)),
      answers: ({ testId }, id) =>
        testId === undefined ? undefined : ask(`call ${testId} ${id}`, () => answers.have(testId, id)),
    };
  }

  /** Like `of`, but tracks what the rules ask, so that `changed` returns the recording if an answer changes. */
  watched(recording: RecordingSummary): readonly LocatedFinding[] {
    return this.#questions.askedBy(recording.id, () => this.of(recording));
  }

  /** Recordings (ids) for which `watched` may now have other findings, although they are unchanged. */
  changed(): ReadonlySet<RecordingId> {
    return this.#questions.changed();
  }

  /** Stops tracking this recording. */
  forget(id: RecordingId): void {
    this.#questions.forget(id);
  }

  /** The findings with the rules' own severities. Never throws: a rule that fails is logged and reports nothing. */
  of(recording: RecordingSummary): readonly LocatedFinding[] {
    return workspaceRules.flatMap((rule) => (isFor(rule, recording.format) ? this.#run(rule, recording) : []));
  }

  /** Resolves when findings no longer wait for Python sources. Never rejects. */
  async ready(): Promise<void> {
    await Promise.all([this.cassettes.refresh(), this.sources.refresh()]);
  }

  #run(rule: WorkspaceRule, recording: RecordingSummary): readonly LocatedFinding[] {
    try {
      const { code, severity } = rule;
      const quoted = [recording.testId ?? "", ...recording.quotedCalls.map(({ id }) => id)];
      return rule.check(recording, this.#world).map(({ about = "", ...report }) => ({
        ...report,
        ...{ message: maskQuotes(report.message, quoted), about: maskSecrets(about), code, severity },
      }));
    } catch (error) {
      // A rule that fails must not hide the findings of others.
      logFailure(`The rule ${rule.code} on ${recording.uri}`, error);
      return [];
    }
  }
}

function oldestAllowed(days: number) {
  const day = new Date(Date.now() - days * 24 * 60 * 60 * 1000).toISOString().slice(0, 10);
  return { days, day };
}

function sameHash(index: RecordingIndex, uri: string, hash: string | undefined) {
  const all = hash === undefined ? [] : index.byHash(hash);
  const others = all.filter((other) => other.uri !== uri && baseName(other.uri) === baseName(uri));
  return others.map((other) => ({ uri: other.uri, testId: other.testId }));
}
