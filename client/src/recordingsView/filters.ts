/** The search, filters and grouping that a user can choose. */
import {
  counted,
  groupings,
  healths,
  type Facet,
  type Grouping,
  type RecordingFilter,
  type TreeSummary,
} from "../../../server/src/protocol";
import { askForText, pick, pickSeveral } from "../notifications";
import type { VSCode } from "../vscode";
import { healthDetails, healthTitles, numbered } from "./rows";

/** undefined if it was cancelled. */
export async function askForWords(vscode: VSCode, { text = "" }: RecordingFilter): Promise<string | undefined> {
  return askForText(vscode, {
    title: "Search Recordings",
    prompt: "Words in prompts, answers, tests, files or models; phrases in quotes. Leave empty to show all recordings.",
    placeHolder: "test_weather gpt-4o",
    value: text,
  });
}

interface FilterItem {
  readonly label: string;
  readonly description: string;
  readonly detail?: string;
  readonly is?: { readonly part: "health" | "models" | "families"; readonly value: string };
}

/** undefined if it was cancelled. */
export async function askForFilter(
  vscode: VSCode,
  summary: TreeSummary,
  { health = [], models = [], families = [], ...others }: RecordingFilter,
): Promise<RecordingFilter | undefined> {
  const chosen = { health, models, families };
  const picked = await pickSeveral(vscode, filterItems(summary), {
    title: "Filter Recordings",
    placeHolder: "Recordings to show (default: all)",
    isHeading: ({ is }) => is === undefined,
    isPicked: ({ is }) => is !== undefined && chosen[is.part].includes(is.value),
  });
  if (picked === undefined) return undefined;
  const valuesOf = (part: "health" | "models" | "families") => picked.flatMap(({ is }) => (is?.part === part ? [is.value] : []));
  return { ...others, health: valuesOf("health"), models: valuesOf("models"), families: valuesOf("families") };
}

function filterItems({ health, problems, models, families }: TreeSummary): readonly FilterItem[] {
  const heading = (label: string): FilterItem => ({ label, description: "" });
  const ofHealth = healths.flatMap((value): readonly FilterItem[] => {
    const count = health[value];
    if (count === undefined) return [];
    const reasons = problems.filter((each) => each.health === value);
    const item = { label: healthTitles[value], description: numbered(count), detail: healthDetails[value] };
    return [
      { ...item, is: { part: "health", value } },
      ...reasons.map(({ value: code, recordings, summary }): FilterItem => ({
        label: code,
        description: numbered(recordings),
        detail: summary,
        is: { part: "health", value: code },
      })),
    ];
  });
  const facets = (part: "models" | "families", all: readonly Facet[], otherwise: string) =>
    all.map(({ value, recordings }): FilterItem => ({
      label: value === "" ? otherwise : value,
      description: numbered(recordings),
      is: { part, value },
    }));
  return [
    ...[heading("Health"), ...ofHealth],
    ...[heading("Model"), ...facets("models", models, "Without a model")],
    ...[heading("Family"), ...facets("families", families, "")],
  ];
}

const groupingTitles: Readonly<Record<Grouping, string>> = { test: "Test", folder: "Folder", model: "Model", health: "Health" };

/** undefined if it was cancelled. */
export async function askForGrouping(vscode: VSCode, current: Grouping): Promise<Grouping | undefined> {
  const items = groupings.map((value) => ({
    label: groupingTitles[value],
    ...(value === current ? { description: "current" } : {}),
    value,
  }));
  return (await pick(vscode, items, { title: "Group Recordings By" }))?.value;
}

export function isEmpty({ text = "", ...lists }: RecordingFilter): boolean {
  return text === "" && Object.values(lists).every((list: readonly string[] | undefined) => (list ?? []).length === 0);
}

/** "12 of 3,094 recordings: “weather” · Not found by replay · gpt-4o" */
export function filterText(filter: RecordingFilter, { shown, recordings }: TreeSummary): string {
  const { text = "", health = [], models = [], families = [] } = filter;
  const words = [
    ...(text === "" ? [] : [`“${text}”`]),
    ...(health.length === 0 ? [] : [health.map(healthText).join(" or ")]),
    ...[models, families].flatMap((list) =>
      list.length === 0 ? [] : [list.map((each) => each || "without a model").join(" or ")],
    ),
  ];
  return `${numbered(shown)} of ${counted(recordings, "recording")}: ${words.join(" · ")}`;
}

/** The results of coverage have no rule with a name. */
const coverageTitles = new Map([
  ["coverage.never-opened", "never opened"],
  ["coverage.never-played", "never played"],
]);

const healthText = (value: string): string =>
  Object.hasOwn(healthTitles, value) ? healthTitles[value as keyof typeof healthTitles] : (coverageTitles.get(value) ?? value);
