/** All recordings of the workspace as a tree; a client requests the part that it shows. */
import type { RecordingId } from "../recordingId";

/** What the tree is grouped by: module, folder, model, or health. */
export const groupings = ["test", "folder", "model", "health"] as const;
export type Grouping = (typeof groupings)[number];

/**
 * What files tell about the replay of a recording, the worst first: it is broken (cannot be read as a recording, or has an error); replay does not
 * look for its name or in its folder; no test plays it; it contains a credential; its findings are in the baseline; or none of that.
 */
export const healths = ["broken", "notFound", "unused", "secret", "muted", "served"] as const;
export type Health = (typeof healths)[number];

/** Which recordings to show: those that meet every condition. An absent or empty condition is always met. */
export interface RecordingFilter {
  /** Words that all occur in the test, file, model, prompt or answer, whatever their case. A quoted phrase counts as one word. */
  readonly text?: string;
  /** Healths and codes of rules, of which the recording has at least one. */
  readonly health?: readonly string[];
  /** Names of models and ids of families, of which it has one; "" for none. */
  readonly models?: readonly string[];
  readonly families?: readonly string[];
}

/** Which tree. */
export interface TreeOf {
  readonly groupBy: Grouping;
  readonly filter: RecordingFilter;
}

/** The number of recordings of each health; absent if there are none. */
export type HealthCounts = Readonly<Partial<Record<Health, number>>>;

export type RecordingRow = GroupRow | LeafRow;

export interface GroupRow {
  readonly kind: "folder" | "model" | "health" | "module" | "test";
  /** Stable while the tree around it changes. */
  readonly id: string;
  /** The text to show; for a group by health the health itself, or the code of its rule. */
  readonly label: string;
  /** The place, if it tells the row apart: the folder of a module, the module of a test. Otherwise empty. */
  readonly place: string;
  /** The module's path, or the node id of the test or of one of its parameter sets; null if it names no test. */
  readonly nodeId: string | null;
  readonly recordings: number;
  readonly bytes: number;
  readonly health: HealthCounts;
  /** Any recording below it, from which the test is found. */
  readonly first: RecordingId;
}

export interface LeafRow {
  readonly kind: "recording";
  /** Unique among all rows, including groups. */
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
  /** The rules with findings and what each checks; first those that determine its health. */
  readonly problems: readonly { readonly code: string; readonly summary: string }[];
  /** The same for findings in the baseline. */
  readonly muted: readonly { readonly code: string; readonly summary: string }[];
}

/** A value that can be filtered by, and the number of recordings that have it. */
export interface Facet {
  readonly value: string;
  readonly recordings: number;
}

/** The tree as a whole. */
export interface TreeSummary {
  /** The number of recordings in the workspace. */
  readonly recordings: number;
  readonly bytes: number;
  readonly health: HealthCounts;
  /** The number of recordings that the filter leaves. */
  readonly shown: number;
  readonly models: readonly Facet[];
  readonly families: readonly Facet[];
  /** The codes of rules and what each checks, by the health that they determine. */
  readonly problems: readonly (Facet & { readonly health: Health; readonly summary: string })[];
}
