/** Whether vcrpy can load a cassette at all: reports what its YAML loader rejects. */
import { objectOf } from "../../recording/json";
import type { SourceText } from "../../recording/sourceText";
import { readYaml } from "../../source/yaml/syntaxProblem";
import type { RecordingDocument } from "../../recording/recordingDocument";
import { oncePerFile } from "../oncePerFile";
import type { Rule } from "../rule";
import { refusalsOf, type Refusal } from "./refusals";

const refusals = oncePerFile(({ source }: RecordingDocument): readonly Refusal[] => {
  if (source.pieces === undefined) return refusalsIn(source);
  return source.pieces.flatMap(({ source: piece, taken }) =>
    refusalsIn(piece).flatMap((found) => {
      const place = taken(found.path, found.range);
      return place === undefined ? [] : [{ ...found, ...place }];
    }),
  );
});

const known = new WeakMap<SourceText, readonly Refusal[]>();

function refusalsIn(source: SourceText): readonly Refusal[] {
  const { text, notation, problem } = source;
  const root = () => (notation === "yaml" && problem === undefined ? readYaml(text).root : undefined);
  const found = known.get(source) ?? [root() ?? []].flat().flatMap((node) => refusalsOf(text, node));
  known.set(source, found);
  return found;
}

export const cassetteSyntax: Rule = {
  code: "cassette.syntax",
  severity: "error",
  summary:
    "The file is not YAML that can be loaded: truncated, with merge conflict markers, with a syntax error, or with unknown tags.",
  readsBrokenText: true,
  checkDocument(document, report) {
    const { source, format } = document;
    if (source.notation !== "yaml") return;
    const { problem } = source;
    if (problem !== undefined) report({ path: [], range: problem.range, message: problem.message });
    // Other libraries have their own tags.
    if (format.id !== "vcr" || !Object.hasOwn(objectOf(source.written), "interactions")) return;
    for (const { path, range, kind, what } of refusals(document)) {
      if (kind === "value") report({ path, range, message: `${what}, so vcrpy cannot load the file.`, cause: what });
    }
  },
};

export const cassetteUnsafeTag: Rule = {
  code: "cassette.unsafe-tag",
  severity: "error",
  summary: "A tag that creates a Python object, which vcrpy 8.2.1 and later refuse to load.",
  formats: ["vcr"],
  checkDocument(document, report) {
    for (const { path, range, kind, what } of refusals(document)) {
      if (kind === "tag") report({ path, range, message: `${what}, so vcrpy 8.2.1 and later refuse the file.`, cause: what });
    }
  },
};
