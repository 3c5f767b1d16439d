/** What the suite's own files tell about how it is run. */
import { dirname, join } from "node:path";
import { readOwnText } from "../disk/read";
import { parseNodeId } from "../pytest/nodeId";
import { chooseSetup, readSetups, readStackConfigs } from "./ogx";

export interface Suite {
  /** Of the options we know, those that a `conftest.py` between the root and the tests declares. */
  readonly options: ReadonlySet<string>;
  /** OGX's set-up for these tests, and the stack it runs on; undefined where the suite has none. */
  readonly setup: string | undefined;
  readonly stackConfig: string | undefined;
  /** All set-ups that the suite names. */
  readonly setups: readonly string[];
}

const known = ["--inference-mode", "--setup", "--stack-config"];

/** No system has longer paths; a recorded one may have any number of folders. */
const longestPath = 4096;

/** Looks into the suite; files that cannot be read count as absent. `testIds` are those of the tests that will run, parameters included. */
export async function detectSuite(root: string, nodeIds: readonly string[], testIds: readonly string[]): Promise<Suite> {
  const modules = [...new Set(nodeIds.map((id) => id.slice(0, id.indexOf(".py") + 3)))].filter(
    ({ length }) => length < longestPath,
  );
  const folders = [...new Set(modules.flatMap(foldersAbove))];
  const read = (file: string) => Promise.all(folders.map((folder) => readText(join(root, folder, file))));
  const conftests = await read("conftest.py");
  const options = new Set(known.filter((option) => conftests.some((text) => declares(text, option))));
  const setups = (await read("suites.py")).flatMap(readSetups);
  const params = [...nodeIds, ...testIds].flatMap((id) => parseNodeId(id)?.param ?? []);
  const setup = options.has("--setup") ? chooseSetup(setups, params, modules) : undefined;
  const stacks = options.has("--stack-config") ? (await read("ci_matrix.json")).flatMap(readStackConfigs) : [];
  const stackConfig = stacks.find((each) => each.setup === setup && each.stackConfig !== undefined)?.stackConfig;
  // OGX's own script runs tests against the distribution of that name.
  const usual = options.has("--stack-config") && setups.length > 0 ? "ci-tests" : undefined;
  return { options, setup, stackConfig: stackConfig ?? usual, setups: setups.map(({ name }) => name) };
}

function declares(conftest: string, option: string): boolean {
  return conftest.includes(`"${option}"`) || conftest.includes(`'${option}'`);
}

function readText(path: string): Promise<string> {
  return readOwnText(path).catch(() => "");
}

function foldersAbove(path: string): readonly string[] {
  const parent = dirname(path);
  return parent === "." || parent === path ? ["."] : [parent, ...foldersAbove(parent)];
}
