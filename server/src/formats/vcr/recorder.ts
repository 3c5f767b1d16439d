/** VCR.py under pytest, with any plugin: pytest-recording, pytest-vcr, or the suite's own `use_cassette`. A plugin of ours redirects its output. */
import type { Recorder, RecorderSuite } from "../../recording/recorder";
import { providerKeys } from "../providerKeys";
import { stagingPlugin, variables } from "./stagingPlugin";

export const recorder: Recorder = {
  id: "vcr",
  modes: ["record", "record-if-missing"],
  endings: [".yaml", ".yml", ".json", ".yaml.gz", ".yml.gz", ".json.gz"],
  // The staging folder mirrors the project, with pytest's rootdir at its top.
  staging: { told: "root", projectPath: (staged) => (staged.startsWith("root/") ? staged.slice("root/".length) : undefined) },
  plugin: stagingPlugin,
  sign: /\bmark\.(?:vcr|default_cassette)\b|\badd_marker\(\s*["']vcr["']|\buse_cassette\b|\bVCR(?:Mixin|TestCase)\b|\bvcr_(?:config|cassette_dir|cassette_name)\b/,
  keys: providerKeys,
  suiteOf: ({ root }) => Promise.resolve(suiteIn(root)),
  foldersOf: (module) => [
    `${foldersAbove(module)[0] ?? ""}cassettes/${module.slice(module.lastIndexOf("/") + 1).replace(/\.py$/, "")}`,
  ],
  foldersAround: (module) => foldersAbove(module).map((folder) => `${folder}cassettes`),
  testIdIn: () => undefined,
  urlsIn: (text) => Array.from(text.matchAll(/^[ -]*"?uri"?: *["']?(https?:\/\/[^\s"']{1,2300})/gm), ([, url = ""]) => url),
};

/** The plugin sets the record mode, overriding the suite's settings. */
function suiteIn(root: string): RecorderSuite {
  return {
    setups: [],
    chosen: () => ({ setup: undefined, stackConfig: undefined }),
    run: (mode, _, staging) => ({
      args: [],
      environment: {},
      forced: { [variables.mode]: mode, [variables.root]: root, [variables.staging]: staging ?? "" },
    }),
  };
}

/** With a slash at the end, nearest first, up to pytest's rootdir. */
function foldersAbove(module: string): readonly string[] {
  const names = module.split("/").slice(0, -1);
  return [...names.map((_, at) => `${names.slice(0, names.length - at).join("/")}/`), ""];
}
