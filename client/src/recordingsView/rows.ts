/** Texts for rows of the tree of recordings. Independent of the editor. */
import {
  counted,
  fileOf,
  healths,
  type GroupRow,
  type Health,
  type LeafRow,
  type RecordingId,
  type RecordingRow,
  type TreeSummary,
} from "../../../server/src/protocol";

/** Titles for headings and filters. */
export const healthTitles: Readonly<Record<Health, string>> = {
  broken: "Broken",
  notFound: "Not found by replay",
  unused: "Unused",
  secret: "With secrets",
  muted: "In the baseline",
  served: "Served",
};

/** The meaning of each health, for recordings in the plural. */
export const healthDetails: Readonly<Record<Health, string>> = {
  broken: "Cannot be read as recordings, or have errors",
  notFound: "Replay looks for another name, or in another folder",
  unused: "No test plays them, according to the files",
  secret: "Contain credentials",
  muted: "Have problems that are in the baseline, so they are not shown",
  served: "No known problem prevents replay from serving them",
};

/** Follows a number, or a recording's name. */
const inWords: Readonly<Record<Health, string>> = {
  broken: "broken",
  notFound: "not found by replay",
  unused: "unused",
  secret: "with secrets",
  muted: "in the baseline",
  served: "served",
};

export const numbered = (count: number): string => count.toLocaleString("en-US");

/** "61 MB"; less than a kilobyte counts as one. */
export function sizeOf(bytes: number): string {
  const [unit, size] = bytes < 1_000_000 ? ["KB", bytes / 1_000] : ["MB", bytes / 1_000_000];
  return `${size < 9.95 && unit === "MB" ? size.toFixed(1) : numbered(Math.max(1, Math.round(size)))} ${unit}`;
}

/** "3,094 recordings · 962 not found by replay · 61 MB" */
export function summaryText({ recordings, health, bytes }: TreeSummary): string {
  if (recordings === 0) return "";
  const wrong = (["broken", "notFound", "muted"] as const).flatMap((each) => inNumbers(health[each], each));
  return [counted(recordings, "recording"), ...wrong, sizeOf(bytes)].join(" · ");
}

/** The label of a row. A row for a health shows the rule that determines it, if any. */
export function labelOf(row: RecordingRow): string {
  if (row.kind !== "health") return row.label;
  return row.place === "" ? healthTitles[row.label as Health] : row.place;
}

/** The text next to the label. */
export function descriptionOf(row: RecordingRow): string {
  if (row.kind === "recording") return row.description;
  const { recordings, bytes, health } = row;
  const place = row.kind === "health" && row.place !== "" ? inWords[row.label as Health].replace(" by replay", "") : row.place;
  // The view is narrow, so only the first words are shown.
  const wrong = row.kind === "health" ? [] : problemsOf(row).map((each) => each.replace(" by replay", ""));
  const size =
    bytes >= 1_000_000 && (row.kind === "folder" || row.kind === "model" || row.kind === "health") ? [sizeOf(bytes)] : [];
  const all = wrong.length === 1 && Object.values(health).includes(recordings) && health.served === undefined;
  return [...(all ? [] : [numbered(recordings)]), ...wrong, place, ...size].filter((part) => part !== "").join(" · ");
}

function problemsOf({ health }: GroupRow): readonly string[] {
  return healths.flatMap((each) => (each === "served" ? [] : inNumbers(health[each], each)));
}

const inNumbers = (count: number | undefined, health: Health): readonly string[] =>
  count === undefined ? [] : [`${numbered(count)} ${inWords[health]}`];

/** Contains recorded text, so it is not Markdown. */
export function tooltipOf(row: RecordingRow): string {
  if (row.kind === "recording") {
    const { testId, model, asked, answer, bytes, problems, muted } = row;
    const reasons = [
      ...problems.map(({ code, summary }) => `${code}: ${summary}`),
      ...muted.map(({ code, summary }) => `In the baseline: ${code}: ${summary}`),
    ];
    const said = asked === "" ? [] : [`Asked: ${asked}`];
    return [testId ?? "", model ?? "", ...said, answer, sizeOf(bytes), ...reasons].filter((line) => line !== "").join("\n");
  }
  const name = row.kind === "health" ? healthDetails[row.label as Health] : (row.nodeId ?? row.label);
  const about = row.kind === "module" && row.nodeId === null ? "Recordings that do not say which test they belong to" : name;
  return [about, [counted(row.recordings, "recording"), ...problemsOf(row), sizeOf(row.bytes)].join(" · ")].join("\n");
}

/** The text for screen readers. */
export function spokenOf(row: RecordingRow): string {
  const parts = [labelOf(row), descriptionOf(row).replaceAll(" · ", ", ")];
  if (row.kind !== "recording") return [...parts, counted(row.recordings, "recording")].join(", ");
  const health = row.health === "served" ? [] : [inWords[row.health], ...row.problems.slice(0, 1).map(({ summary }) => summary)];
  return [...parts, ...health].filter((part) => part !== "").join(", ");
}

/** The colour and badge of a row. */
export interface Mark {
  readonly badge: string;
  readonly color: string;
  readonly tooltip: string;
}

const marks: Readonly<Record<Exclude<Health, "muted" | "served">, Mark>> = {
  broken: { badge: "!", color: "list.errorForeground", tooltip: "Broken" },
  notFound: { badge: "?", color: "list.warningForeground", tooltip: "Not found by replay" },
  unused: { badge: "U", color: "disabledForeground", tooltip: "Unused" },
  secret: { badge: "S", color: "list.warningForeground", tooltip: "With secrets" },
};

/** The mark for a recording's worst health, or the worst below a group; undefined if nothing is wrong. */
export function markOf(health: string): Mark | undefined {
  return Object.hasOwn(marks, health) ? marks[health as keyof typeof marks] : undefined;
}

export function worstOf(row: GroupRow | LeafRow): Health {
  if (row.kind === "recording") return row.health;
  return healths.find((each) => row.health[each] !== undefined) ?? "served";
}

/** The hash in the name of a recording's file, which model lists surround by more; undefined if there is none. */
export function hashIn(id: RecordingId): string | undefined {
  const file = fileOf(id);
  return /(?<![0-9a-f])(?:[0-9a-f]{64}|[0-9a-f]{12})(?![0-9a-f])/.exec(file.slice(file.lastIndexOf("/") + 1))?.[0];
}
