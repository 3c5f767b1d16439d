/**
 * Every credential's format has a mark; most texts have none, and are done with here. This runs over every string that was ever recorded, so
 * the pattern looks back from what is rare in words: the dash of `sk-`, the underscore of `ghp_` and `github_pat_`, the point of `hvs.`.
 */

const beforeDash = "sk|xai|pplx|nvapi|tvly|glpat|tskey|xox[abopr]|xapp";
const beforeUnderscore =
  "gsk|hf|gh[pousr]|pat|r8|fw|tgp|glc|glsa|lin|ntn|npm|shp(?:pa|ca|at|ss)|sk|rk|figd|ops|vc[piark]|cfk|cfut|cfat";
const trace = new RegExp(
  [
    `(?<=(?<![A-Za-z0-9])(?:${beforeDash}))-`,
    `(?<=(?<![A-Za-z0-9])(?:${beforeUnderscore})|[sS]ecret|SECRET)_`,
    "(?<=SG|hv[sbr])\\.|(?<=hooks)\\.slack|\\.eyJ",
    "A[KS]IA|AIza|PRIVATE KEY",
  ].join("|"),
);

/** Whether the text may hold a credential at all. */
export function hasTrace(text: string): boolean {
  return trace.test(text) || hasUserInfo(text);
}

/** `//user:password@`, the only reason for an at sign in a credential. */
function hasUserInfo(text: string): boolean {
  return text.includes("@") && /:\/\/[^\s/@]{1,200}@/.test(text);
}
