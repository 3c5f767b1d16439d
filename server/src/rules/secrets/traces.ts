/**
 * Every credential's format has a mark; most texts have none, and are done with here. This runs over every file, so the pattern looks back
 * from what is rare in words: the dash of `sk-`, the underscore of `ghp_` and `github_pat_`, the point of `hvs.`.
 */

/** Where a word begins: also behind an escape of JSON (`\n`, `\u0026`) or of a URL (`%3D`), which looks as if the word went on. */
const escape = String.raw`(?<!\\|\\u[\dA-Fa-f]{3}|%[\dA-Fa-f])`;
export const wordStart = `(?<!${escape}[\\w-])`;
const afterLetter = `(?<!${escape}[A-Za-z0-9])`;

const beforeDash = "sk|csk|xai|pplx|nvapi|tvly|glpat|tskey|GOCSPX|bedrock-api-key|xox[abopr]|xapp";
const beforeUnderscore =
  "gsk|hf|gh[pousr]|pat|r8|fw|tgp|glc|glsa|lin|ntn|npm|shp(?:pa|ca|at|ss)|sk|rk|figd|ops|vc[piark]|cfk|cfut|cfat";
/** The rare character comes first: an engine that had to look back from everywhere would take thirty times as long. */
const trace = new RegExp(
  [
    `-(?<=${afterLetter}(?:${beforeDash})-)`,
    `_(?<=(?:${afterLetter}(?:${beforeUnderscore})|[sS]ecret|SECRET)_)`,
    `\\.(?:(?<=(?:SG|hv[sbr]|ya29)\\.)|(?<=hooks\\.)slack|eyJ)`,
    `(?:A[KS]IA|AIza|ABSK|dapi)(?<=${afterLetter}.{4})|PRIVATE KEY`,
  ].join("|"),
);

/** Whether the text may hold a credential at all: of a file as it stands, or of one of its strings. */
export function hasTrace(text: string): boolean {
  return trace.test(text) || hasUserInfo(text);
}

/** `//user:password@`, the only reason for an at sign in a credential. */
function hasUserInfo(text: string): boolean {
  return text.includes("@") && /:(?:\\?\/){2}[^\s/@]{1,200}@/.test(text);
}
