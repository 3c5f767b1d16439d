/** All recordings of the workspace as a tree of which a client asks for the part that it shows. */
import type { RecordingId } from "../recordingId";

/** What stands at the top of the tree: modules, folders, models, or how replay fares. */
export const groupings = ["test", "folder", "model", "health"] as const;
export type Grouping = (typeof groupings)[number];

/**
 * How replay fares with a recording, as far as files tell, the worst first: it cannot be read as a recording, or has an error; replay does not look
 * for its name or in its folder; no test plays it; it holds a credential; what is found of it is in the baseline; or nothing of all that.
 */
export const healths = ["broken", "notFound", "unused", "secret", "muted", "served"] as const;
export type Health = (typeof healths)[number];

/** Which recordings are shown: those for which all of these hold. What is absent or empty says nothing. */
export interface RecordingFilter {
  /** Words, each of which stands in test, file, model, prompt or answer; several in quotes are one. Case does not matter. */
  readonly text?: string;
  /** Healths and codes of rules, one of which the recording has. */
  readonly health?: readonly string[];
  /** Names of models and ids of families, one of which it has; "" for none. */
  readonly models?: readonly string[];
  readonly families?: readonly string[];
}

/** Which tree. */
export interface TreeOf {
  readonly groupBy: Grouping;
  readonly filter: RecordingFilter;
}

/** How many recordings there are of each health; those with none are absent. */
export type HealthCounts = Readonly<Partial<Record<Health, number>>>;

export type RecordingRow = GroupRow | LeafRow;

export interface GroupRow {
  readonly kind: "folder" | "model" | "health" | "module" | "test";
  /** Stays the same while the tree changes around it. */
  readonly id: string;
  /** As people read it; of a health it is the health itself, or the code of its rule. */
  readonly label: string;
  /** Where it is, as far as that tells it apart: of a module its folder, of a test its module. Otherwise empty. */
  readonly place: string;
  /** The module's path, or the node id of the test or of one parameter set of it; null: these name no test. */
  readonly nodeId: string | null;
  readonly recordings: number;
  readonly bytes: number;
  readonly health: HealthCounts;
  /** Any one recording below it: where it lies says where its test is looked for. */
  readonly first: RecordingId;
}

export interface LeafRow {
  readonly kind: "recording";
  /** Differs from row to row, like those of groups. */
  readonly id: string;
  readonly recording: RecordingId;
  readonly label: string;
  readonly description: string;
  readonly testId: string | null;
  readonly model: string | null;
  readonly asked: string;
  readonly answer: string;
  readonly bytes: number;
  readonly health: Health;
  /** Of the rules that found something, and what they look for: the reasons of its health first. */
  readonly problems: readonly { readonly code: string; readonly summary: string }[];
  /** The same of those in the baseline. */
  readonly muted: readonly { readonly code: string; readonly summary: string }[];
}

/** One of the things that a filter may ask for, and how many recordings have it. */
export interface Facet {
  readonly value: string;
  readonly recordings: number;
}

/** What a tree is about as a whole. */
export interface TreeSummary {
  /** In the workspace. */
  readonly recordings: number;
  readonly bytes: number;
  readonly health: HealthCounts;
  /** How many of them the filter leaves. */
  readonly shown: number;
  readonly models: readonly Facet[];
  readonly families: readonly Facet[];
  /** Codes of rules with what each looks for, by the health that they tell of. */
  readonly problems: readonly (Facet & { readonly health: Health; readonly summary: string })[];
}
