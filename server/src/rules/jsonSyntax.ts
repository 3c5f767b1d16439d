import type { Rule } from "./rule";

export const jsonSyntax: Rule = {
  code: "json.syntax",
  severity: "error",
  summary: "The file is not JSON: empty, cut off, with merge conflict markers, a Git LFS pointer, or misspelt.",
  readsBrokenText: true,
  check({ syntaxProblem }, report) {
    if (syntaxProblem !== undefined) report({ path: [], range: syntaxProblem.range, message: syntaxProblem.message });
  },
};
