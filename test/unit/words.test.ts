/** Messages, titles, settings, help and documentation are in plain English, with the words of VS Code's and Ruff's documentation. */
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "../..");
const read = (file: string) => readFileSync(join(root, file), "utf8");

/** What must not come back, and what is said instead. */
const replacements: readonly (readonly [RegExp, string])[] = [
  [/\bmend(?:s|ed|ing)?\b/i, "fix"],
  [/\bstands? twice\b/i, "duplicate"],
  [/(?<!\bthere )\b(?:is|are) no (?!longer\b|more than\b|other\b)[\w`]+/i, "is not a …"],
  [/\bany more\b/i, "no longer"],
  [/\bhand(?:s|ed|ing)? out\b/i, "return"],
  [/\banew\b/i, "again"],
  [/\bnothing: (?:the|all|those|chosen)\b/i, "(default: …)"],
  [/\b(?:came or went|comes or goes)\b/i, "was added or removed"],
  [/\bcould not look\b/i, "could not check"],
  [/\bthe log says why\b/i, "See the log for details."],
  [/\b(?:is|are) wanted\b/i, "expected …"],
  [/\bfed by\b/i, "after"],
  [/\bdead weight\b/i, "unused"],
  [/\bset-ups?\b/i, "setup"],
  [/\bstand-ins?\b/i, "placeholder"],
  [/\bgrave(?:r|st)?\b/i, "severe"],
  [/\bwithdraw\b/i, "revoke"],
  [/\btruth values?\b/i, "boolean"],
  [/\b(?:rule speaks|nothing is said|is said of)\b/i, "reports, is not reported"],
  [/\bat the command line\b/i, "on the command line"],
  [/\beverybody\b/i, "everyone, anyone"],
  [/\breplay to prove\b/i, "verify by replay"],
  [/\bdoes not exist any\b/i, "no longer exists"],
  [/\bcarr(?:y|ies) a finding\b/i, "has a finding"],
  [/\bclient takes the answer for\b/i, "treats the answer as"],
  [/\bshould stand\b/i, "expected"],
  [/\bname's? asks for\b/i, "expected"],
  [/\bof the wrong type\b/i, "has the wrong type"],
  [/\bof no (?:known |single )?(?:test|recording)\b/i, "without a test"],
  [/\bwhere there (?:is|are) (?:one|none|no)\b/i, "if it exists, if there is no"],
  [/\b(?:was|were|is|are) looked at\b/i, "checked"],
  [/\b(?:test|file|recording|folder)s? (?:is|are) gone\b/i, "no longer exists"],
  [/\b(?:come|comes|came) near\b/i, "is similar"],
  [/\bhash another\b/i, "changes the hash"],
  [/\bmay be given (?:several|many) times\b/i, "can be repeated"],
  [/\bnothing is known of\b/i, "is unknown"],
  [/\bbehind (?:--|this|it)\b/i, "after"],
  [/\ball that is (?:agreed|chosen)\b/i, "what you select"],
];

/** Texts of one or more words in a source, without what it imports; templates in pieces. */
function literalsIn(file: string): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return;
    if (ts.isStringLiteral(node) || ts.isTemplateLiteralToken(node)) found.push(node.text);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, read(file), ts.ScriptTarget.Latest));
  return found.filter((text) => text.includes(" "));
}

/** Prose without its code, in which names and quotes of programs stand as they are. */
const withoutCode = (text: string): string => text.replace(/^```[^]*?^```/gm, "").replace(/`[^`\n]*`/g, "``");

/** The first section: what was released is history. */
const newestOf = (changelog: string): string => /^## [^]*?(?=^## |$(?![^]))/m.exec(changelog)?.[0] ?? "";

const texts: Record<string, () => readonly string[]> = {
  "the manifest": () => [read("package.json")],
  "the documentation": () => globSync(["README.md", "{docs,npm}/**/*.md"], { cwd: root }).map((file) => withoutCode(read(file))),
  "the newest changes": () => [withoutCode(newestOf(read("CHANGELOG.md")))],
  "the sources": () => globSync(["{server,client}/src/**/*.ts", "client/webview/**/*.ts"], { cwd: root }).flatMap(literalsIn),
};

test.each(Object.entries(texts))("%s say it in plain English", (_, textsOf) => {
  const said = textsOf().flatMap((text) =>
    replacements.flatMap(([word, instead]) => {
      const [found] = new RegExp(`.{0,40}${word.source}.{0,20}`, word.flags).exec(text) ?? [];
      return found === undefined ? [] : [`"${found}": ${instead}`];
    }),
  );
  expect(said).toEqual([]);
});

test("the words are found where they are", () => {
  const isBad = (text: string) => replacements.some(([word]) => word.test(text));
  for (const text of ["Mended.", "is no JSON", "the key stands twice", "does not exist any more"])
    expect([text, isBad(text)]).toEqual([text, true]);
  for (const text of ["There is no file.", "no longer", "recommended", "is not JSON"])
    expect([text, isBad(text)]).toEqual([text, false]);
});
