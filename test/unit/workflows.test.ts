/** The workflows of the repository, which run nowhere but on GitHub: what can be told of them without it. */
import { spawnSync } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";

interface Step {
  readonly name?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly if?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
}

interface Job {
  readonly needs?: string;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
}

interface Workflow {
  readonly on: { readonly push: Readonly<Record<string, readonly string[]>> };
  readonly permissions: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, Job>>;
}

const root = join(import.meta.dirname, "../..");
const folder = join(root, ".github/workflows");
const read = (name: string) => parse(readFileSync(join(folder, name), "utf8")) as Workflow;
const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
  readonly version: string;
  readonly repository: { readonly url: string };
  readonly scripts: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
};

const stepsOf = ({ jobs }: Workflow): readonly Step[] => Object.values(jobs).flatMap(({ steps }) => steps);
const secretsIn = (text = ""): readonly string[] => [...text.matchAll(/secrets\.(\w+)/g)].map(([, name = ""]) => name);

describe.each(readdirSync(folder))("%s", (name) => {
  const workflow = read(name);
  const steps = stepsOf(workflow);

  test("may only read, unless a job says what else it needs", () => {
    expect(workflow.permissions).toEqual({ contents: "read" });
  });

  test("runs scripts that the manifest has, in a syntax that bash knows", () => {
    for (const { run = "" } of steps) {
      for (const [, script = "test"] of run.matchAll(/\bnpm (?:run ([\w:]+)|test\b)/g))
        expect(manifest.scripts).toHaveProperty(script);
      expect(spawnSync("bash", ["-n"], { input: run, encoding: "utf8" }).stderr, run).toBe("");
    }
  });

  test("uses actions of one commit, whose version is told beside it", () => {
    const used = readFileSync(join(folder, name), "utf8").match(/uses: .*/g) ?? [];
    expect(used).toHaveLength(steps.filter(({ uses }) => uses !== undefined).length);
    for (const each of used) expect(each).toMatch(/^uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  test("waits for jobs that there are", () => {
    const { jobs } = workflow;
    for (const { needs } of Object.values(jobs)) if (needs !== undefined) expect(jobs).toHaveProperty(needs);
  });

  test("gives secrets to single steps, and never to a command line", () => {
    for (const { run, with: given } of steps) expect(secretsIn(`${run ?? ""} ${JSON.stringify(given ?? {})}`)).toEqual([]);
  });
});

describe("a release", () => {
  const workflow = read("release.yml");
  const { build, release, publish } = workflow.jobs;
  const commands = (job: Job | undefined) => (job?.steps ?? []).flatMap(({ run }) => run ?? []);

  test("starts with a tag of a version, and tests before it packs, releases before it publishes", () => {
    expect(workflow.on.push).toEqual({ tags: ["v*"] });
    expect(commands(build).filter((command) => command.startsWith("npm"))).toEqual([
      "npm test",
      "npm run package",
      "npm run pack",
    ]);
    expect([build?.needs, release?.needs, publish?.needs]).toEqual([undefined, "build", "release"]);
    expect(release?.permissions).toEqual({ contents: "write" });
  });

  test("is refused for a tag of another version and for another repository", () => {
    const [check = ""] = commands(build);
    const { version, repository } = manifest;
    const address = repository.url === "" ? "https://example.org/someone/project" : repository.url;
    const [, server = "", path = ""] = /^(https:\/\/[^/]+)\/(.+)$/.exec(address) ?? [];
    const statusOf = (tag: string, project: string) => {
      const env = { ...process.env, GITHUB_REF_NAME: tag, GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: project };
      const { status, stdout } = spawnSync("bash", ["-e", "-o", "pipefail", "-c", check], { cwd: root, env, encoding: "utf8" });
      return [status, stdout.replace(/^::error::(The tag|This repository) is .*\n$/, "$1")];
    };
    expect(statusOf(`v${version}`, path)).toEqual(repository.url === "" ? [1, "This repository"] : [0, ""]);
    expect(statusOf("v99.0.0", path)).toEqual([1, "The tag"]);
    expect(statusOf(`v${version}`, "somebody/else")).toEqual([1, "This repository"]);
  });

  test("says which registries it skips", () => {
    const [report = ""] = commands(publish);
    const skipped = (flags: Readonly<Record<string, string>>) =>
      spawnSync("bash", ["-e", "-o", "pipefail", "-c", report], { env: { ...process.env, ...flags }, encoding: "utf8" });
    const none = skipped({ HAS_MARKETPLACE: "false", HAS_OPEN_VSX: "false", HAS_NPM: "false" });
    expect([none.status, none.stdout.match(/\b[A-Z]+_[A-Z]+\b/g)]).toEqual([0, ["VSCE_PAT", "OVSX_PAT", "NPM_TOKEN"]]);
    const all = skipped({ HAS_MARKETPLACE: "true", HAS_OPEN_VSX: "true", HAS_NPM: "true" });
    expect([all.status, all.stdout]).toEqual([0, ""]);
  });

  test("publishes where there is a secret, and nowhere else; the secrets are documented", () => {
    const publishing = (publish?.steps ?? []).filter(({ run }) => /\bpublish\b/.test(run ?? ""));
    expect(publishing.map(({ name }) => name)).toEqual(["Visual Studio Marketplace", "Open VSX", "npm"]);
    const documented = readFileSync(join(root, "CONTRIBUTING.md"), "utf8");
    for (const { env = {}, if: condition = "" } of publishing) {
      const [secret = "", ...more] = Object.values(env).flatMap(secretsIn);
      expect(more).toEqual([]);
      const [, flag = ""] = /&& env\.(\w+) == 'true' \}\}$/.exec(condition) ?? [];
      expect(publish?.env?.[flag]).toBe(`\${{ secrets.${secret} != '' }}`);
      expect(documented).toContain(`\`${secret}\``);
    }
    const others = stepsOf(workflow).filter((step) => !publishing.includes(step));
    expect(others.flatMap(({ env = {} }) => Object.values(env).flatMap(secretsIn))).toEqual([]);
  });

  test("publishes with tools that are installed or named with their version", () => {
    const tools = commands(publish).filter((command) => command.startsWith("npx"));
    for (const command of tools) expect(command).toMatch(/^npx (?:--no-install vsce|--yes \w+@\d+\.\d+\.\d+) publish /);
    expect(manifest.devDependencies).toHaveProperty(["@vscode/vsce"]);
  });

  test("takes the packages by the names that they are given", () => {
    const packages = (step: string) => JSON.stringify(build?.steps.find(({ uses }) => uses?.startsWith(step))?.with);
    expect(packages("actions/upload-artifact")).toBe(
      JSON.stringify({ name: "packages", path: "*.vsix\n*.tgz\n", "if-no-files-found": "error" }),
    );
    for (const job of [release, publish]) expect(job?.steps.some(({ with: given }) => given?.["name"] === "packages")).toBe(true);
    // npm takes a path without ./ for a repository on GitHub.
    const taken = [...commands(release), ...commands(publish)].flatMap((command) => command.match(/\S*\*\.(?:vsix|tgz)/g) ?? []);
    expect(taken).toEqual(["./*.vsix", "./*.tgz", "./packages/*.vsix", "./packages/*.vsix", "./packages/*.tgz"]);
  });
});
