import { describe, expect, test } from "vitest";
import { recorder } from "../../../server/src/formats/ogx/recorder";
import { suiteFiles } from "../../../server/src/rerecord/suite";
import { makeWorkspace } from "../../support/editor/workspace";

const nothing = { setup: undefined, stackConfig: undefined };

const suiteIn = (root: string, nodeIds: readonly string[], testIds: readonly string[] = []) =>
  recorder.suiteOf({ root, nodeIds, testIds }, suiteFiles(root, nodeIds));

const chat = "tests/integration/chat/test_x.py";

describe("Options of a suite", () => {
  const optionsIn = async (files: Readonly<Record<string, string>>, nodeIds: readonly string[]) =>
    (await suiteIn(await makeWorkspace(files), nodeIds)).run("record", nothing, undefined).args;

  test("are known where a conftest.py above the test declares them", async () => {
    const files = { "tests/integration/conftest.py": 'parser.addoption("--inference-mode", choices=MODES)' };

    expect(await optionsIn(files, [`${chat}::test_f`])).toEqual(["--inference-mode=record"]);
    expect(await optionsIn(files, ["tests/unit/test_x.py::test_f"])).toEqual([]);
  });

  test("are known at the root too, and not where they are only talked about", async () => {
    expect(await optionsIn({ "conftest.py": "parser.addoption('--inference-mode')" }, ["test_x.py"])).toEqual([
      "--inference-mode=record",
    ]);
    expect(await optionsIn({ "conftest.py": "# OGX has --inference-mode, we do not." }, ["test_x.py"])).toEqual([]);
  });
});

describe("The setup of a suite such as OGX's", () => {
  const conftest = `parser.addoption("--setup")\nparser.addoption("--stack-config")\n`;
  const suites = `
SETUPS: dict[str, Setup] = {
    "local": Setup(
        name="local",
        defaults={"text_model": "ollama/small:3b", "embedding_model": "ollama/embed"},
    ),
    "local-vision": Setup(
        name="local",
        defaults={"vision_model": "ollama/eyes:11b", "embedding_model": "ollama/embed"},
    ),
    "gpt": Setup(
        name="gpt",
        defaults={"text_model": "openai/gpt-4o", "vision_model": "openai/gpt-4o"},
    ),
}
`;
  const matrix = JSON.stringify({ default: [{ suite: "base", setup: "gpt", stack_config: "server:other" }] });
  const files = {
    "tests/integration/conftest.py": conftest,
    "tests/integration/suites.py": suites,
    "tests/integration/ci_matrix.json": matrix,
  };
  const setupFor = async (param: string, module = chat) => {
    const suite = await suiteIn(await makeWorkspace(files), [`${module}::test_f[${param}]`]);
    const { setup, stackConfig } = suite.chosen(nothing);
    return [setup, stackConfig];
  };

  test("is the one whose model the test's parameters name, on the stack that its own matrix gives it", async () => {
    expect(await setupFor("txt=openai/gpt-4o-case1")).toEqual(["gpt", "server:other"]);
    expect(await setupFor("txt=ollama/small:3b-emb=ollama/embed")).toEqual(["local", "ci-tests"]);
    expect(await setupFor("vis=ollama/eyes:11b")).toEqual(["local-vision", "ci-tests"]);
  });

  test("is one of the same provider where the model itself is unknown", async () => {
    expect(await setupFor("txt=openai/gpt-5")).toEqual(["gpt", "server:other"]);
  });

  test("is unknown where no parameter names a model", async () => {
    expect(await setupFor("case1")).toEqual([undefined, "ci-tests"]);
  });

  test("comes from the recorded tests where the whole module is meant, if they agree", async () => {
    const folder = await makeWorkspace(files);
    const one = `${chat}::test_f[txt=openai/gpt-4o]`;
    const other = `${chat}::test_f[txt=ollama/small:3b]`;

    expect((await suiteIn(folder, [chat], [one])).chosen(nothing).setup).toBe("gpt");
    expect((await suiteIn(folder, [chat], [one, other])).chosen(nothing).setup).toBeUndefined();
  });
});
