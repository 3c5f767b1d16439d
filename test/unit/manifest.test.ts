/** What is told in several places is told the same everywhere: rules, commands and files of the package. */
import { existsSync, globSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { describe, expect, it, test } from "vitest";
import { matcher } from "../../server/src/index/scan/globs";
import { defaultSettings } from "../../server/src/index/settings";
import { commands, fixCommands } from "../../server/src/protocol";
import { documentedRules as rules } from "../../server/src/rules/documented";

const root = join(import.meta.dirname, "../..");
const read = (file: string) => readFileSync(join(root, file), "utf8");

interface Manifest {
  readonly icon: string;
  readonly repository: { readonly url: string };
  readonly capabilities: { readonly untrustedWorkspaces: { readonly restrictedConfigurations: readonly string[] } };
  readonly contributes: {
    readonly commands: readonly { readonly command: string }[];
    readonly configuration: {
      readonly properties: Record<string, { readonly properties?: Record<string, { readonly default: string }> }>;
    };
    readonly walkthroughs: readonly {
      readonly steps: readonly { readonly description: string; readonly media: { readonly svg: string } }[];
    }[];
    readonly grammars?: readonly { readonly path: string }[];
  };
}
/** Markdown without what stands in it as code. */
const withoutCode = (text: string): string => text.replace(/^```[^]*?^```/gm, "").replace(/`[^`\n]*`/g, "``");

/** What headings are linked by, as GitHub makes it of their words. */
const anchorsOf = (text: string): string[] =>
  [...text.replace(/^```[^]*?^```/gm, "").matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replace(/[^\w\s-]/g, "")
      .trim()
      .replaceAll(" ", "-"),
  );

const manifest = JSON.parse(read("package.json")) as Manifest;
const settings = manifest.contributes.configuration.properties;

test("nothing tells anybody to fetch the package of this name in npm's registry, which is somebody else's", () => {
  const told = globSync(
    [
      "*.md",
      "{docs,npm}/**/*.md",
      ".github/**/*.yml",
      ".pre-commit-hooks.yaml",
      "package.json",
      "server/src/**/*.ts",
      "client/{src,webview}/**/*.ts",
      "test/sample/**/*.{md,yml,toml,json}",
    ],
    { cwd: root },
  );
  expect(told.length).toBeGreaterThan(300);
  const fetches =
    /\b(?:npx|bunx|pnpx|(?:npm|pnpm|yarn|bun) (?:exec|x|dlx|i|install|add|create|global add))["',\s]+(?:-(?!-no(?:-install)?\b)[\w-]+["',\s]+)*tapedeck\b/;
  expect(told.filter((file) => fetches.test(read(file)))).toEqual([]);
  expect("npx --no-install tapedeck check").not.toMatch(fetches);
  for (const text of [
    "npx tapedeck",
    "npx -y tapedeck@1",
    'cmd = { "npx", "tapedeck" }',
    "npm i -g tapedeck",
    "pnpm dlx tapedeck",
  ])
    expect(text).toMatch(fetches);
});

test("no address is told of a repository that the manifest does not name", () => {
  const told = globSync(["*.md", "{docs,npm}/**/*.md", "package.json", ".github/**/*.yml", "{server,client}/src/**/*.ts"], {
    cwd: root,
  });
  const invented = new RegExp(`\\b(?:github|gitlab)\\.com[/:]tapedeck\\b|repository: tapedeck/`);
  const isNamed = invented.test(manifest.repository.url);
  expect(told.filter((file) => !isNamed && invented.test(read(file)))).toEqual([]);
});

test("pre-commit hands over what the settings take for recordings, and no other file", () => {
  const [, pattern = ""] = /^ +files: (.*)$/m.exec(read(".pre-commit-hooks.yaml")) ?? [];
  const handed = new RegExp(pattern);
  const isPlace = matcher(defaultSettings.recordings.include);
  const recordings = [
    "tests/recordings/a.json",
    "recordings/sub/a.yaml",
    "tests/cassettes/test_x/a.yml",
    "tests/vcr_cassettes/a.json",
    "a/my-cassettes/a.toml",
    "a/__recordings__/b/recording.har",
    "_vcr/a.yaml",
  ];
  for (const path of recordings) expect([path, handed.test(path), isPlace(path)]).toEqual([path, true, true]);
  const others = ["package.json", "src/recordings.json", "recordings/a.py", "cassettes/a.md", "tests/testcassettes/a.yaml"];
  for (const path of others) expect([path, handed.test(path), isPlace(path)]).toEqual([path, false, false]);
});

describe("Somebody who meets a rule's code", () => {
  it("finds at least the five rules of the first release", () => {
    const codes = rules.map(({ code }) => code);
    expect(codes).toEqual(
      expect.arrayContaining(["json.syntax", "recording.shape", "chunk.envelope", "chunk.shape", "chunk.foreign"]),
    );
  });

  it.each(rules)("finds the page, the setting and the line of $code", ({ code, severity, isOff = false }) => {
    const [set, listed, told] = isOff
      ? ["off", `off \\(${severity}\\)`, `${severity}, off by default`]
      : [severity, severity, severity];
    expect(read(`docs/rules/${code}.md`)).toMatch(new RegExp(`^# ${code.replace(".", "\\.")}\n[^]*Severity: ${told}\\.`));
    expect(settings["tapedeck.rules"]?.properties?.[code]?.default).toBe(set);
    expect(read("docs/rules.md")).toMatch(new RegExp(`\\[\`${code}\`\\]\\(rules/${code}\\.md\\) .*\\| ${listed} `));
  });

  it("finds no setting and no page without a rule", () => {
    const codes = rules.map(({ code }) => code).sort();
    expect(Object.keys(settings["tapedeck.rules"]?.properties ?? {}).sort()).toEqual(codes);
    expect(globSync("*.md", { cwd: join(root, "docs/rules") }).sort()).toEqual(codes.map((code) => `${code}.md`));
  });
});

test("The workflows name their actions by commit, which nobody can exchange, and by version, for people", () => {
  const used = globSync(".github/workflows/*.yml", { cwd: root }).flatMap((file) => [...read(file).matchAll(/uses: *(.*)/g)]);
  expect(used.length).toBeGreaterThan(0);
  for (const [, action] of used) expect(action).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
});

describe("Somebody who installs the package", () => {
  it("gets the icon and the grammars that the manifest names", () => {
    const allowed = read(".vscodeignore");
    expect(allowed).toContain(`!${manifest.icon}`);
    for (const { path } of manifest.contributes.grammars ?? []) expect(existsSync(join(root, path)), path).toBe(true);
  });

  it("finds every page of the documentation from the README, and every link leads somewhere", () => {
    const pages = globSync(["*.md", "{docs,npm}/**/*.md"], { cwd: root });
    const links = pages.flatMap((page) =>
      [...withoutCode(read(page)).matchAll(/\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)/g)].map(([, path = "", anchor]) => ({
        page,
        to: path === "" ? page : posix.join(posix.dirname(page), path),
        anchor,
      })),
    );
    expect(links.length).toBeGreaterThan(100);
    const leads = ({ to, anchor }: (typeof links)[number]) =>
      existsSync(join(root, to)) && (anchor === undefined || anchorsOf(read(to)).includes(anchor));
    expect(links.filter((link) => !leads(link))).toEqual([]);
    const fromReadme = links.filter(({ page }) => page === "README.md").map(({ to }) => to);
    expect(globSync("docs/*.md", { cwd: root }).filter((page) => !fromReadme.includes(page))).toEqual([]);
  });

  it("has nothing run, and nothing searched, by the settings of a folder that he does not trust", () => {
    const restricted = Object.keys(settings).filter((name) => /^tapedeck\.(?:rerecord|recordings)\./.test(name));
    expect([...manifest.capabilities.untrustedWorkspaces.restrictedConfigurations].sort()).toEqual(restricted.sort());
  });

  it("finds the commands that lenses and hovers offer, each handled by the client", () => {
    const sources = globSync("client/src/**/*.ts", { cwd: root }).map(read).join("\n");
    const ours = Object.entries({ ...commands, ...fixCommands });
    const use = (name: string) => new RegExp(`\\b(?:c|fixC)ommands\\.${name}\\b`);
    for (const [name] of ours) expect(sources).toMatch(use(name));
    for (const { command } of manifest.contributes.commands) {
      const named = ours.find(([, id]) => id === command)?.[0];
      expect(sources).toMatch(named === undefined ? `"${command}"` : use(named));
    }
  });
});

describe("the walkthrough", () => {
  const steps = manifest.contributes.walkthroughs.flatMap((walkthrough) => walkthrough.steps);

  test("runs commands that there are", () => {
    const linked = steps.flatMap(({ description }) => [...description.matchAll(/\(command:([\w.]+)\)/g)].map(([, id]) => id));
    const ours = manifest.contributes.commands.map(({ command }) => command);
    expect(linked).toHaveLength(steps.length);
    expect(linked.filter((id) => id?.startsWith("tapedeck.") === true && !ours.includes(id))).toEqual([]);
  });

  test("has pictures that are in the package, in the colours of the theme", () => {
    for (const { media } of steps) {
      const picture = read(media.svg);
      expect(media.svg).toMatch(/^client\/media\/walkthrough\/\w+\.svg$/);
      const colours = [...picture.matchAll(/(?:fill|stroke)="([^"]*)"/g)].map(([, colour]) => colour ?? "");
      expect(colours.filter((colour) => colour !== "none" && !colour.startsWith("var(--vscode-"))).toEqual([]);
    }
    expect(read(".vscodeignore")).toContain("\n!client/media/walkthrough/*.svg\n");
  });
});
