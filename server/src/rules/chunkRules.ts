import { sortChunks } from "./chunks";
import type { Rule } from "./rule";

export const chunkEnvelope: Rule = {
  code: "chunk.envelope",
  severity: "error",
  summary: "`__type__` or `__data__` is missing where the other chunks have them, or is of the wrong type.",
  check(file, report) {
    for (const problem of sortChunks(file).envelope) report(problem);
  },
};

export const chunkForeign: Rule = {
  code: "chunk.foreign",
  severity: "error",
  summary: "A chunk is of another family or type than its siblings.",
  check(file, report) {
    for (const problem of sortChunks(file).foreign) report(problem);
  },
};

export const chunkShape: Rule = {
  code: "chunk.shape",
  severity: "error",
  summary: "A chunk does not fit its family's schema: a required field is missing, of the wrong type, or of an unknown value.",
  check(file, report) {
    for (const chunk of sortChunks(file).sound) {
      if (!file.family.recognises(chunk)) continue;
      for (const problem of file.family.validate(chunk)) report({ ...problem, path: [...chunk.dataPath, ...problem.path] });
    }
  },
};
