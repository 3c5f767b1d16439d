/** OGX's recorder: pytest options that its suites declare, environment variables, and a configurable folder. */
import { parseNodeId } from "../../pytest/nodeId";
import type { Recorder, RecorderSuite, SetupChoice, SuiteFiles, SuiteTests } from "../../recording/recorder";
import { providerKeys } from "../providerKeys";
import { besideModule, common } from "./folders";
import { chooseSetup, readSetups, readStackConfigs } from "./setups";
import { quickTest } from "./testIdPlace";

export const recorder: Recorder = {
  id: "ogx",
  modes: ["record", "record-if-missing"],
  endings: [".json"],
  // The recorder writes next to the tests, below the third parent of the folder it is given, so the staging folder mirrors the project.
  staging: { told: "tests/integration/common", projectPath: (staged) => staged, stagedPath: (path) => path },
  keys: providerKeys,
  suiteOf,
  foldersOf: (module) => [besideModule(module), common.path],
  testIdIn: (text) => quickTest.testIdAtStart(text),
  urlsIn: (text) => /"url":\s*"(https?:\/\/[^"/\\][^"\\]{0,2300})"/.exec(text)?.slice(1) ?? [],
};

/** What the suite's own files say. */
export interface FoundSuite extends SetupChoice {
  /** The known options that a `conftest.py` between the rootdir and the tests declares. */
  readonly options: ReadonlySet<string>;
  /** All setups that the suite defines. */
  readonly setups: readonly string[];
}

const known = ["--inference-mode", "--setup", "--stack-config"];

async function suiteOf(tests: SuiteTests, files: SuiteFiles): Promise<RecorderSuite> {
  return suiteWith(await findSuite(tests, files));
}

async function findSuite({ nodeIds, testIds }: SuiteTests, files: SuiteFiles): Promise<FoundSuite> {
  const conftests = await files("conftest.py");
  const options = new Set(known.filter((option) => conftests.some((text) => declares(text, option))));
  const setups = (await files("suites.py")).flatMap(readSetups);
  const params = [...nodeIds, ...testIds].flatMap((id) => parseNodeId(id)?.param ?? []);
  const modules = nodeIds.map((id) => id.slice(0, id.indexOf(".py") + 3));
  const setup = options.has("--setup") ? chooseSetup(setups, params, modules) : undefined;
  const stacks = options.has("--stack-config") ? (await files("ci_matrix.json")).flatMap(readStackConfigs) : [];
  const stackConfig = stacks.find((each) => each.setup === setup && each.stackConfig !== undefined)?.stackConfig;
  // OGX's own script runs tests against the distribution with this name.
  const usual = options.has("--stack-config") && setups.length > 0 ? "ci-tests" : undefined;
  return { options, setup, stackConfig: stackConfig ?? usual, setups: setups.map(({ name }) => name) };
}

function declares(conftest: string, option: string): boolean {
  return conftest.includes(`"${option}"`) || conftest.includes(`'${option}'`);
}

/** The prefix of OGX's variables, and the one from before the project was renamed. */
const prefixes = ["OGX", "LLAMA_STACK"];

const variables = (name: string, value: string) =>
  Object.fromEntries(prefixes.map((prefix) => [`${prefix}_TEST_${name}`, value] as const));

export function suiteWith(found: FoundSuite): RecorderSuite {
  const { options, setups } = found;
  const choose = (option: string, set: string | undefined, usual: string | undefined) => {
    const value = set ?? usual ?? "";
    return options.has(option) && value !== "" ? value : undefined;
  };
  const chosen = (choice: SetupChoice): SetupChoice => ({
    setup: choose("--setup", choice.setup, found.setup),
    stackConfig: choose("--stack-config", choice.stackConfig, found.stackConfig),
  });
  return {
    setups: options.has("--setup") ? setups : [],
    chosen,
    run(mode, choice, staging) {
      const { setup, stackConfig } = chosen(choice);
      return {
        args: [
          ...(options.has("--inference-mode") ? [`--inference-mode=${mode}`] : []),
          ...(setup === undefined ? [] : [`--setup=${setup}`]),
          ...(stackConfig === undefined ? [] : [`--stack-config=${stackConfig}`]),
        ],
        environment: variables("INFERENCE_MODE", mode),
        forced: staging === undefined ? {} : variables("RECORDING_DIR", staging),
      };
    },
  };
}
