/**
 * Every credential's format has a mark; most texts have none, and are done with here. Looking for a mark's rarest part is several times
 * faster than one pattern of all marks, and this runs over every string that was ever recorded.
 */

/** What stands before a dash or an underscore: `sk-`, `ghp_`, `github_pat_`. */
const words: Readonly<Record<"-" | "_", ReadonlySet<string>>> = {
  "-": new Set(["sk", "xai", "pplx", "nvapi", "tvly", "glpat", "tskey", "xoxa", "xoxb", "xoxo", "xoxp", "xoxr", "xapp"]),
  _: new Set(
    "gsk hf ghp gho ghu ghs ghr pat r8 fw tgp glc glsa lin ntn npm shppa shpca shpat shpss sk rk figd ops vcp vci vca vcr vck cfk cfut cfat"
      .split(" ")
      .concat("secret", "SECRET", "Secret"),
  ),
};
const rare = ["AKIA", "ASIA", "AIza", "SG.", "PRIVATE KEY", ".eyJ", "hooks.slack", "hvs.", "hvb.", "hvr."];

/** Whether the text may hold a credential at all. */
export function hasTrace(text: string): boolean {
  return follows(text, "-") || follows(text, "_") || rare.some((mark) => text.includes(mark)) || hasUserInfo(text);
}

/** `//user:password@`, the only reason for an at sign in a credential. */
function hasUserInfo(text: string): boolean {
  return text.includes("@") && /:\/\/[^\s/@]{1,200}@/.test(text);
}

function follows(text: string, mark: "-" | "_"): boolean {
  for (let at = text.indexOf(mark); at >= 0; at = text.indexOf(mark, at + 1)) {
    let start = at;
    while (start > 0 && at - start < 6 && isWord(text.charCodeAt(start - 1))) start--;
    if (words[mark].has(text.slice(start, at))) return true;
  }
  return false;
}

/** A letter or a digit of ASCII. */
function isWord(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 48 && code <= 57) || (code >= 65 && code <= 90);
}
