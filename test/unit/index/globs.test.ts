/** Globs mean what people know from elsewhere, and none of them, from whatever workspace, takes long. */
import fc from "fast-check";
import picomatch from "picomatch";
import { describe, expect, test } from "vitest";
import { globProblem, isGlob, matcher } from "../../../server/src/index/scan/globs";

describe("a glob", () => {
  test.each([
    ["**/recordings/**/*.json", "recordings/a.json", true],
    ["**/recordings/**/*.json", "a/b/recordings/c/d.json", true],
    ["**/recordings/**/*.json", "a/recordings.json", false],
    ["recordings/*.json", "recordings/sub/a.json", false],
    ["*.json", "sub/a.json", false],
    ["./tests/**", "tests/a/b", true],
    ["tests/**/", "tests/a", false],
    ["**", "any/thing", true],
    ["tests/**", "tests", false],
    ["a/**/b/**/c", "a/b/x/b/y/z/c", true],
    ["a/**/b/**/c", "a/x/c", false],
    ["*a*b*c", "xxaxxbxxbxc", true],
    ["*a*b*c", "xxbxxaxxc", false],
    ["?.json", "a.json", true],
    ["?.json", "ab.json", false],
    ["[a-c]x", "bx", true],
    ["[!a-c]x", "bx", false],
    ["[]x]", "]", true],
    ["[open", "[open", true],
    ["{a,b/c}/*.json", "b/c/x.json", true],
    ["x{,y}z", "xz", true],
    ["rec{1..3}.json", "rec2.json", true],
    ["rec{1..3}.json", "rec4.json", false],
    ["{a,{b,c}d}", "cd", true],
    ["{alone}", "{alone}", true],
    ["\\*\\{a,b\\}", "*{a,b}", true],
    ["(x)/a", "(x)/a", true],
    ["!a", "b", true],
    ["!a", "a", false],
    [".*/x", ".hidden/x", true],
    ["*/x", ".hidden/x", true],
  ])("%s with %s: %s", (glob, path, expected) => {
    expect(matcher([glob])(path)).toBe(expected);
  });

  test("means what picomatch takes it for", () => {
    const part = fc.constantFrom("a", "b", "*", "?", "[ab]", "[^a]", "{a,b}", "{a,bb}", ".", "a*", "*b");
    const name = fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => parts.join(""));
    const plain = (each: string) => !/^\.+$|\*\*/.test(each);
    const segment = fc.oneof(name.filter(plain), fc.constant("**"));
    // To picomatch `a/**` means `a` as well, and `*/**` does not.
    const glob = fc.tuple(fc.array(segment, { maxLength: 3 }), name.filter(plain)).map((parts) => parts.flat().join("/"));
    const file = fc.array(fc.constantFrom("a", "b", "."), { minLength: 1, maxLength: 4 }).map((chars) => chars.join(""));
    const path = fc
      .array(
        file.filter((each) => !/^\.+$/.test(each)),
        { minLength: 1, maxLength: 4 },
      )
      .map((names) => names.join("/"));
    fc.assert(
      fc.property(glob, path, (pattern, text) => {
        expect(matcher([pattern])(text), `${pattern} ${text}`).toBe(picomatch(pattern, { dot: true })(text));
      }),
      { numRuns: 3000, seed: 1 },
    );
  });

  test("of an exclusion wins", () => {
    const matches = matcher(["**/*.json"], ["**/node_modules/**", "x/*"]);
    expect(["a.json", "node_modules/a.json", "a/node_modules/b/c.json", "x/a.json"].map(matches)).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });

  test("that cannot be used says why, means nothing, and spoils no other", () => {
    expect(globProblem("@(a|b)")).toMatch(/parentheses/);
    expect(globProblem("x".repeat(1001))).toMatch(/1000 characters/);
    expect(globProblem("{a,b}".repeat(20))).toMatch(/more than 100 patterns/);
    expect(globProblem("{1..999999}")).toMatch(/more than 100 patterns/);
    expect(globProblem("")).toBe("is empty");
    expect(globProblem("**/recordings/**/*.json")).toBeUndefined();
    expect(globProblem("copy\\(1\\)*\\(2).json")).toBeUndefined();
    const matches = matcher(["@(a|b)", "c"], ["+(c)"]);
    expect([matches("a"), matches("c")]).toEqual([false, true]);
  });

  test("is told from a name", () => {
    expect(["*", "a?", "[a]", "{a,b}", "!a", "\\[x\\]", "@(a|b)", "x/+(a).json"].map(isGlob)).not.toContain(false);
    expect(["a.json", "a!b", "(x)", "a]"].map(isGlob)).not.toContain(true);
  });
});

describe("of a hostile glob", () => {
  const hostile: readonly [string, (size: number) => readonly [glob: string, path: string]][] = [
    ["stars", (size) => ["*a".repeat(size) + "b", "a".repeat(200)]],
    ["a longer name", (size) => ["*a".repeat(100) + "b", "a".repeat(5 * size)]],
    ["folders", (size) => ["**/a/".repeat(size / 2) + "b", "a/".repeat(100)]],
    ["a deeper path", (size) => ["**/a/".repeat(20) + "b", "a/".repeat(10 * size)]],
    ["stars in many folders", (size) => ["**/*a*a*b/".repeat(size / 8) + "x", "aaaa/".repeat(50)]],
    ["open braces", (size) => ["{".repeat(size) + "{a,b}", "a"]],
    ["nested braces", (size) => ["{a,".repeat(size / 4) + "b" + "}".repeat(size / 4), "c"]],
    ["lists", (size) => ["[a-z]*".repeat(size / 2) + "1", "a".repeat(200)]],
  ];

  test.each(hostile)("twice as much (%s) takes about twice as long", (_, make) => {
    const [once, twice] = [make(120), make(240)].map(([glob, path]) => time(matcher([glob]), path));
    expect(twice! / once!).toBeLessThan(3);
  });
});

/** Of many runs the shortest, which others on the machine disturbed least. */
function time(matches: (path: string) => boolean, path: string): number {
  const runs = Array.from({ length: 40 }, () => {
    const start = performance.now();
    for (let count = 0; count < 30; count++) expect.soft(matches(path)).toBe(false);
    return performance.now() - start;
  });
  return Math.min(...runs);
}
