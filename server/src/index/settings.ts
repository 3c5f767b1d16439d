/** Validates the `tapedeck` section of the settings, because a client may send anything. */
import type { Settings } from "../protocol";
import { shorten } from "../recording/json";
import { formats as knownFormats, type Formats } from "../formats/formats";
import { defaultPlaces } from "../formats/places";
import type { Severity } from "../rules/rule";
import { globProblem, mostGlobs } from "./scan/globs";

export const defaultSettings: Settings = {
  recordings: { include: defaultPlaces, exclude: ["**/node_modules/**", "**/.git/**", "**/.venv/**"] },
  rules: {},
  baseline: "tapedeck-baseline.json",
  problems: { fold: ["hash.*"] },
  codeLens: { enabled: true, record: true },
  inlayHints: { enabled: true },
  hashScheme: "auto",
  cassettes: { maxAge: 365 },
  cache: { enabled: true },
};

/** Missing parts and parts of the wrong type get their defaults; unknown parts are ignored. */
export function readSettings(value: unknown, formats: Formats = knownFormats): Settings {
  const recordings = property(value, "recordings");
  return {
    recordings: {
      include: globs(property(recordings, "include")) ?? defaultSettings.recordings.include,
      exclude: globs(property(recordings, "exclude")) ?? defaultSettings.recordings.exclude,
    },
    rules: severities(property(value, "rules")),
    baseline: path(property(value, "baseline")) ?? defaultSettings.baseline,
    problems: {
      fold: texts(property(property(value, "problems"), "fold"))?.slice(0, mostGlobs) ?? defaultSettings.problems.fold,
    },
    codeLens: {
      enabled: property(property(value, "codeLens"), "enabled") !== false,
      record: property(property(value, "codeLens"), "record") !== false,
    },
    inlayHints: { enabled: property(property(value, "inlayHints"), "enabled") !== false },
    hashScheme: formats.schemes.find(({ name }) => name === property(value, "hashScheme"))?.name ?? defaultSettings.hashScheme,
    cassettes: { maxAge: days(property(property(value, "cassettes"), "maxAge")) ?? defaultSettings.cassettes.maxAge },
    cache: { enabled: property(property(value, "cache"), "enabled") !== false },
  };
}

/** A sentence for each part that is set but not used. */
export function settingsProblems(value: unknown): readonly string[] {
  const recordings = property(value, "recordings");
  return ["include", "exclude"].flatMap((name) => {
    const all = texts(property(recordings, name)) ?? [];
    const setting = `tapedeck.recordings.${name}`;
    const problems = all.slice(0, mostGlobs).flatMap((glob) => {
      const problem = glob === "" ? undefined : globProblem(glob);
      return problem === undefined ? [] : [`${setting}: the pattern "${shorten(glob, 100)}" ${problem}, so it is not used.`];
    });
    return all.length > mostGlobs ? [...problems, `${setting}: only the first ${mostGlobs} patterns are used.`] : problems;
  });
}

function property(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

/** Rejects paths that are too long or contain NUL. */
function path(value: unknown): string | undefined {
  return typeof value === "string" && value.length <= 4096 && !value.includes("\0") ? value : undefined;
}

/** At most a century. */
function days(value: unknown): number | undefined {
  return typeof value === "number" && value >= 0 && value <= 36_500 ? Math.floor(value) : undefined;
}

function globs(value: unknown): readonly string[] | undefined {
  return texts(value)
    ?.slice(0, mostGlobs)
    .filter((glob) => globProblem(glob) === undefined);
}

function texts(value: unknown): readonly string[] | undefined {
  return Array.isArray(value) ? value.filter((each) => typeof each === "string") : undefined;
}

const severityNames: readonly unknown[] = ["error", "warning", "information", "hint", "off"] satisfies (Severity | "off")[];

function severities(value: unknown): Settings["rules"] {
  const entries = typeof value === "object" && value !== null ? Object.entries(value) : [];
  return Object.fromEntries(entries.filter((entry): entry is [string, Severity | "off"] => severityNames.includes(entry[1])));
}
