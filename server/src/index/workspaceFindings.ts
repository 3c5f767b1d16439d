/** What the rules on the workspace have to say of a recording: found when somebody asks, from what the index keeps. */
import { workspaceRules } from "../rules/workspaceRules";
import type { WorkspaceRule, World } from "../rules/workspaceRule";
import type { Folders } from "./folders";
import type { RecordingIndex } from "./recordingIndex";
import { Schemes } from "./schemes";
import type { LocatedFinding, RecordingSummary } from "./summary";
import { baseName, parentOf } from "./uris";

export class WorkspaceFindings {
  readonly schemes: Schemes;
  readonly #index: RecordingIndex;
  readonly #world: World;
  #signature = "";

  /** `folders` gives those of the moment. */
  constructor(index: RecordingIndex, folders: () => Folders) {
    this.#index = index;
    this.schemes = new Schemes(index, folders);
    this.#world = {
      schemeOf: (uri) => this.schemes.of(uri),
      nameOf: baseName,
      sibling: (uri, name) => {
        const sibling = `${parentOf(uri)}/${name}`;
        return index.stored(sibling) && sibling;
      },
    };
  }

  /** With the rules' own severities. Never throws: a rule that fails says nothing. */
  of(recording: RecordingSummary): readonly LocatedFinding[] {
    return workspaceRules.flatMap((rule) => this.#run(rule, recording));
  }

  /** The recordings that may be judged anew when these changed: a new scheme in use concerns all of them. */
  concernedBy(uris: readonly string[]): readonly string[] {
    const signature = this.schemes.signature();
    const same = signature === this.#signature;
    this.#signature = signature;
    return same ? uris : [...new Set([...uris, ...this.#index.uris()])];
  }

  #run(rule: WorkspaceRule, recording: RecordingSummary): readonly LocatedFinding[] {
    try {
      return rule.check(recording, this.#world).map((report) => ({ ...report, code: rule.code, severity: rule.severity }));
    } catch {
      return []; // One rule's mistake must not cost the user the others.
    }
  }
}
