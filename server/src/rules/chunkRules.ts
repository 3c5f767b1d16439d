import { brokenShapes, shapeProblems } from "./chunks";
import type { Rule } from "./rule";
import { brokenAt } from "./streamRules";
import { sseProblems } from "./sseProblems";

export const chunkEnvelope: Rule = {
  code: "chunk.envelope",
  severity: "error",
  summary: "`__type__` or `__data__` is missing where the other chunks have it, or has the wrong type.",
  formats: ["ogx"],
  check(file, report) {
    for (const problem of file.sorted.envelope) report(problem);
  },
};

export const chunkForeign: Rule = {
  code: "chunk.foreign",
  severity: "error",
  summary: "A chunk of another family or type than the rest of its stream.",
  check(file, report) {
    for (const problem of file.sorted.foreign) report(problem);
  },
};

export const chunkShape: Rule = {
  code: "chunk.shape",
  severity: "error",
  summary: "A chunk does not match its family's schema: a required field is missing, or has the wrong type or an unknown value.",
  check(file, report) {
    const hint = shapeProblems(file).find((problem) => problem.report.severity === "hint");
    for (const problem of brokenShapes(file)) report(problem.report);
    // The provider sends the field in every chunk; if clients fail on the order of events, that problem matters more.
    if (hint !== undefined && brokenAt(file.facts?.order ?? []) === Infinity) report(hint.report);
  },
};

export const chunkSse: Rule = {
  code: "chunk.sse",
  severity: "error",
  summary:
    "A line that is not a field of a server-sent event, data that is not JSON, or an event whose name differs from its type.",
  check(file, report) {
    for (const problem of sseProblems(file)) report(problem.report);
  },
};
