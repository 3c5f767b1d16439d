/**
 * A quick check that rules out most texts: every credential format has a mark. It runs on every file, so the pattern starts from
 * characters that are rare in words: the dash of `sk-`, the underscore of `ghp_` and `github_pat_`, the point of `hvs.`.
 */

/** The start of a word, also after an escape of JSON (`\n`, `\u0026`) or of a URL (`%3D`), whose last character looks like part of the word. */
const escape = String.raw`(?<!\\|\\u[\dA-Fa-f]{3}|%[\dA-Fa-f])`;
export const wordStart = `(?<!${escape}[\\w-])`;
const afterLetter = `(?<!${escape}[A-Za-z0-9])`;

const beforeDash = "sk|csk|xai|pplx|nvapi|tvly|glpat|tskey|GOCSPX|bedrock-api-key|xox[abopr]|xapp";
const beforeUnderscore =
  "gsk|hf|lsv2|gh[pousr]|pat|r8|fw|tgp|glc|glsa|lin|ntn|npm|shp(?:pa|ca|at|ss)|sk|rk|figd|ops|vc[piark]|cfk|cfut|cfat";
/** The rare character comes first, because a look-behind at every position would take thirty times as long. */
const trace = new RegExp(
  [
    `-(?<=${afterLetter}(?:${beforeDash})-)`,
    `_(?<=(?:${afterLetter}(?:${beforeUnderscore})|[sS]ecret|SECRET)_)`,
    `\\.(?:(?<=(?:SG|hv[sbr]|ya29)\\.)|(?<=hooks\\.)slack|eyJ)`,
    `(?:A[KS]IA|AIza|ABSK|dapi)(?<=${afterLetter}.{4})|PRIVATE KEY`,
  ].join("|"),
);

/** Whether a text may contain a credential at all: a whole file, or one string. */
export function hasTrace(text: string): boolean {
  return trace.test(text) || hasUserInfo(text);
}

/** `//user:password@`, the only credential with an at sign. */
function hasUserInfo(text: string): boolean {
  return text.includes("@") && /:(?:\\?\/){2}[^\s/@]{1,200}@/.test(text);
}
