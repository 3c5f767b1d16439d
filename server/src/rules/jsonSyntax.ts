import type { Rule } from "./rule";

export const jsonSyntax: Rule = {
  code: "json.syntax",
  severity: "error",
  summary: "The file is not JSON: empty, truncated, with merge conflict markers, a Git LFS pointer, or with a syntax error.",
  readsBrokenText: true,
  checkDocument({ source: { problem, notation } }, report) {
    if (problem !== undefined && notation === "json") report({ path: [], range: problem.range, message: problem.message });
  },
};
