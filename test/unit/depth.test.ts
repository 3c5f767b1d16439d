/** Values that nest thousands of levels deep, at every place of a recording of every family: each reader cuts them and says so, and none fails. */
import { beforeAll, describe, expect, it } from "vitest";
import { jsonText } from "../../server/src/cli/output";
import { shownAsJson } from "../../server/src/cli/showJson";
import { shownAsText } from "../../server/src/cli/showText";
import { chunkHover } from "../../server/src/features/chunkHover";
import { streamView } from "../../server/src/features/streamView";
import { copyAs } from "../../server/src/features/streamView/copyAs";
import { sha256 } from "../../server/src/index/sha256";
import { summarize } from "../../server/src/index/scan/summarize";
import { readSide } from "../../server/src/rules/readSide";
import { difference } from "../../server/src/recording/difference";
import { readAsked } from "../../server/src/formats/ogx/pastedRequest";
import { namingOf } from "../../server/src/formats/ogx/naming";
import { readHashable } from "../../server/src/formats/ogx/requestHash";
import { requestDifferences } from "../../server/src/formats/ogx/requestDifference";
import { readRecordingFile } from "../../server/src/formats/readDocument";
import { compareStaged } from "../../server/src/rerecord/judge";
import { readable } from "../../server/src/rerecord/readable";
import { rules } from "../../server/src/rules/registry";
import { chatCompletion } from "../support/recordings";
import { samples, type Sample } from "./mutations/samples";

/** The last is far more than any stack has room for; of the others some readers have room for, and some have not. */
const levels = [600, 3_000, 7_000, 20_000];
/** Of each recording, spread over it: all of them would take minutes. */
const mostPlaces = 12;
const deepTexts = levels.flatMap((count) => [
  `${"[".repeat(count)}${"]".repeat(count)}`,
  `${'{"a":'.repeat(count)}1${"}".repeat(count)}`,
]);
const slot = "DEEP-VALUE-HERE";

type Path = readonly (string | number)[];

/** Every place in a value, in lines of server-sent events as well. */
function* places(value: unknown, path: Path = []): Generator<Path> {
  if (path.length > 0) yield path;
  if (typeof value !== "object" || value === null) return;
  for (const [key, each] of Object.entries(value)) yield* places(each, [...path, Array.isArray(value) ? Number(key) : key]);
}

function withSlot(value: unknown, path: Path): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return slot;
  const inner = (value as Record<string | number, unknown>)[step];
  const changed = withSlot(inner, rest);
  return Array.isArray(value)
    ? value.map((each: unknown, at) => (at === step ? changed : each))
    : { ...(value as object), [step]: changed };
}

/** The value itself, a text of it, and a line of events with it. */
const formsOf = (deep: string) => [deep, JSON.stringify(deep), JSON.stringify(`data: ${deep}`)];
const forms = deepTexts.flatMap(formsOf);

const client = {
  commands: true,
  reportsJsonErrors: false,
  markdown: true,
  definitionLinks: true,
  symbolTree: true,
  relatedInformation: true,
  pullDiagnostics: true,
  codeActions: true,
  codeActionResolve: true,
  disabledActions: true,
  renamesFiles: true,
  changeAnnotations: true,
};
const plain = (_: unknown, text: string) => text;

/** All that is made of one recording anywhere. */
function useAll(name: string, text: string, other: string): void {
  const file = readRecordingFile(name, text);
  for (const rule of rules) {
    rule.check?.(file, (report) => file.document.source.rangeOf(report, report.part));
    rule.checkDocument?.(file.document, (report) => file.document.source.rangeOf(report, report.part));
  }
  summarize(`file:///recordings/${name}`, text);
  const view = streamView({ id: `file:///${name}`, file, test: null, findings: [], size: text.length });
  JSON.stringify(view);
  structuredClone(view);
  for (const format of ["text", "curl", "python", "markdown", "testId", "pytest"] as const) copyAs(file, view, format);
  jsonText(shownAsJson({ file, shown: name, turn: undefined }), 2);
  shownAsText({ file, shown: name, turn: undefined }, plain);
  chunkHover(client, file, text.length >> 1);
  readable(name, text);
  compareStaged(name, other, text);
  compareStaged(name, text, other);
  JSON.stringify(difference(readSide(file), readSide(readRecordingFile(name, text.replace("1}", "2}")))));
  namingOf(file, sha256);
  const [asked, recorded] = [readHashable(file), readHashable(readRecordingFile(name, other))];
  if (asked && recorded) requestDifferences(asked, recorded, "4");
  readAsked(text, undefined);
}

describe("a value thousands of levels deep", () => {
  let all: readonly Sample[] = [];
  beforeAll(() => {
    all = samples().filter(({ label }) => !label.startsWith("real") && !label.startsWith("sample"));
  });

  it("harms nobody, wherever it stands", { timeout: 300_000 }, () => {
    const failures: string[] = [];
    for (const [number, { label, name, text }] of all.entries()) {
      const value: unknown = JSON.parse(text);
      const everywhere = [...places(value)];
      const stride = Math.ceil(everywhere.length / mostPlaces);
      for (const [at, path] of everywhere.entries()) {
        if ((at + number) % stride !== 0) continue;
        const deep = JSON.stringify(withSlot(value, path)).replace(
          JSON.stringify(slot),
          () => forms[(at + number) % forms.length] ?? "",
        );
        try {
          useAll(name, deep, text);
        } catch (error) {
          failures.push(`${label} ${path.join("/")}: ${String(error)} ${String((error as Error).stack?.split("\n")[1])}`);
        }
      }
    }
    expect([...new Set(failures)].slice(0, 20)).toEqual([]);
  });
});

it("harms nobody with a hundred thousand levels either", { timeout: 60_000 }, () => {
  const deep = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
  const whole = chatCompletion({ content: "said-here", tool_calls: [] });
  for (const form of formsOf(deep)) useAll("x.json", whole.replace('"said-here"', form), whole);
  useAll("x.json", deep, whole);
  useAll("x.json", deep.slice(0, 150_000), whole);
});

describe("what is shown of it", () => {
  const nested = (count: number, inside = "1") => `${"[".repeat(count)}${inside}${"]".repeat(count)}`;
  const withArguments = (given: string) =>
    chatCompletion({ content: null, tool_calls: [{ id: "c", type: "function", function: { name: "f", arguments: given } }] });

  it("says how much was cut", () => {
    const text = chatCompletion("Hi").replace('"Hi"', nested(5_000));
    expect(JSON.stringify(readRecordingFile("x.json", text).document.source.value)).toContain("levels deeper (digest ");
  });

  it("is all of the arguments of a call, however deep, since they are a text", () => {
    const text = readable("x.json", withArguments(nested(5_000)));
    expect(text.split("[").length - 1).toBeGreaterThanOrEqual(5_000);
  });

  it("tells values apart that differ below the cut", () => {
    const [one, other] = ["1", "2"].map((inside) => readRecordingFile("x.json", withArguments(nested(1_000, inside))));
    expect(difference(readSide(one!), readSide(other!)).sameMeaning).toBe(false);
  });
});
