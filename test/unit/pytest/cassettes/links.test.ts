/** Which test a cassette belongs to: as a developer with pytest-recording, pytest-vcr, plain vcrpy or a layout of the project's own expects it. */
import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { linksIn } from "../../../support/cassettes";

const md5 = (text: string) => createHash("md5").update(text).digest("hex");

/** The tests of cassettes in a project, as node ids; "gone" and "unknown" as they are. */
function linked(files: Readonly<Record<string, string>>, cassettes: readonly string[]): readonly unknown[] {
  const { of } = linksIn(files);
  return cassettes.map((path) => of(path));
}

describe("with pytest-recording", () => {
  const module = `
import pytest

@pytest.mark.vcr
def test_chat(): ...

@pytest.mark.parametrize("model", ["a/b:c", "d"])
def test_models(model): ...

class TestAgent:
    async def test_runs(self): ...

class AgentTests(unittest.TestCase):
    def test_stops(self): ...
`;
  const files = { "tests/llm/test_chat.py": module, "tests/test_chat.py": "def test_chat(): ...\n" };
  const folder = "tests/llm/cassettes/test_chat";

  test("functions, methods, unittest methods and parameter sets have their files in a folder named by the module", () => {
    const names = ["test_chat", "TestAgent.test_runs", "AgentTests.test_stops", "test_models[d]", "test_models[a-b-c]"];
    expect(
      linked(
        files,
        names.map((name) => `${folder}/${name}.yaml`),
      ),
    ).toEqual([
      ["tests/llm/test_chat.py::test_chat"],
      ["tests/llm/test_chat.py::TestAgent::test_runs"],
      ["tests/llm/test_chat.py::AgentTests::test_stops"],
      ["tests/llm/test_chat.py::test_models[d]"],
      ["tests/llm/test_chat.py::test_models[a-b-c]"],
    ]);
  });

  test("other serializers have other suffixes, compressed ones too", () => {
    const ends = [".json", ".yml", ".yaml.gz", ".xai.yaml"];
    const found = linked(
      files,
      ends.map((end) => `tests/cassettes/test_chat/test_chat${end}`),
    );
    expect(found).toEqual(ends.map(() => ["tests/test_chat.py::test_chat"]));
  });

  test("a function that is no more is gone, and one that stands elsewhere does not get its cassette", () => {
    expect(linked(files, [`${folder}/test_old.yaml`, `${folder}/TestAgent.test_old.yaml`, "other/cassettes/x.yaml"])).toEqual([
      "gone",
      "gone",
      "unknown",
    ]);
    const moved = { "tests/test_a.py": "def test_x(): ...\n", "tests/test_b.py": "def test_y(): ...\n" };
    expect(linked(moved, ["tests/cassettes/test_a/test_y.yaml"])).toEqual(["gone"]);
  });

  test("tests that are inherited, assigned or imported are none that are gone", () => {
    const heirs = {
      "test_own.py": "class Base:\n    def test_a(self): ...\n\nclass TestOwn(Base):\n    pass\n",
      "test_other.py": "from suites import Suite\n\nclass TestOther(Suite):\n    pass\n",
      "test_made.py": "test_made = make()\n",
      "test_star.py": "from suites import *\n",
    };
    const found = ["test_own/TestOwn.test_a", "test_other/TestOther.test_a", "test_made/test_made", "test_star/test_z"];
    expect(
      linked(
        heirs,
        found.map((name) => `cassettes/${name}.yaml`),
      ),
    ).toEqual([["test_own.py::TestOwn::test_a"], ["test_other.py::TestOther::test_a"], ["test_made.py::test_made"], "unknown"]);
  });

  test("a test of which the text leaves doubts is none that is gone", () => {
    const doubtful = {
      "test_if.py": "if slow:\n    def test_a(): ...\nfor each in all:\n    class TestB:\n        def test_b(self): ...\n",
      "test_name.py": "test_a, test_b = make()\nmore('TestC', {'test_c': run})\n",
      "test_alias.py": "class TestA:\n    test_a = run\n",
      "test_heir.py":
        "class TestA(\n    Suite,\n):\n    pass\nclass TestB(suite()):\n    pass\nclass ChatTests(Suite):\n    pass\n",
      "test_parser.py": "class TestB(suite()):\n    pass\ndef test_x():\n    use_cassette('x.yaml')\n",
      "test_expand.py":
        "from parameterized import parameterized\nclass TestA(TestCase):\n    @parameterized.expand([1])\n    def test_a(self, x): ...\n",
      "test_letters.py": "def test_größe(): ...\nif slow:\n    def test_e\u0301(): ...\n",
      "test_latin.py": "# coding: latin-1\ndef test_\udce9(): ...\n",
    };
    const of = (module: string, ...names: readonly string[]) => names.map((name) => `cassettes/${module}/${name}.yaml`);
    const cassettes = [
      ...of("test_if", "test_a", "TestB.test_b"),
      ...of("test_name", "test_a", "test_b", "TestC.test_c"),
      ...of("test_alias", "TestA.test_a"),
      ...of("test_heir", "TestA.test_a", "TestB.test_a", "ChatTests.test_a"),
      ...of("test_parser", "TestB.test_a"),
      ...of("test_expand", "TestA.test_a_0"),
      ...of("test_letters", "test_größe", "test_é"),
      ...of("test_latin", "test_é"),
    ];
    expect(linked(doubtful, cassettes)).not.toContain("gone");
    expect(linked(doubtful, [...of("test_if", "test_"), ...of("test_alias", "TestA.test_ab")])).toEqual(["gone", "gone"]);
  });

  test("a name that is too long for a file is known by its digest", () => {
    const id = `${"long-".repeat(60)}end`;
    const source = `@pytest.mark.default_cassette\n@pytest.mark.parametrize("x", ["${id}", "b"])\ndef test_p(x): ...\n`;
    const name = `test_p[${id}]`;
    const file = `cassettes/test_long/${name.slice(0, 215)}...${md5(name)}.yaml`;
    expect(linked({ "test_long.py": source }, [file])).toEqual([[`test_long.py::test_p[${id}]`]]);
  });

  test("characters that were replaced are undone where the module says the parameters", () => {
    const source = `@pytest.mark.vcr("more.yaml")\n@pytest.mark.parametrize("x", ["a/b:c", "ü"])\ndef test_p(x): ...\n`;
    const found = ["test_p[a-b-c]", "test_p[-xfc]"].map((name) => `cassettes/test_it/${name}.yaml`);
    expect(linked({ "test_it.py": source }, found)).toEqual([["test_it.py::test_p[a/b:c]"], ["test_it.py::test_p[\\xfc]"]]);
  });

  test("marks name further cassettes: of functions, classes and whole modules", () => {
    const source = `
import pytest
pytestmark = [pytest.mark.vcr("all.yaml")]

@pytest.mark.default_cassette("sub/mine.yaml")
def test_named(): ...

@pytest.mark.vcr("more.yaml", "/elsewhere/abs.yaml")
class TestC:
    @pytest.mark.default_cassette("own")
    def test_a(self): ...
    def test_b(self): ...
`;
    const both = ["t/test_m.py::TestC::test_a", "t/test_m.py::TestC::test_b"];
    const folder = "t/cassettes/test_m";
    const files = ["sub/mine", "more", "own", "all"].map((name) => `${folder}/${name}.yaml`);
    expect(linked({ "t/test_m.py": source }, files)).toEqual([
      ["t/test_m.py::test_named"],
      both,
      ["t/test_m.py::TestC::test_a"],
      ["t/test_m.py::test_named", ...both],
    ]);
    expect(linksIn({ "t/test_m.py": source }).ofPath("/elsewhere/abs.yaml")).toEqual(both);
  });
});

describe("with fixtures that say where cassettes lie", () => {
  const module = "def test_a(): ...\n\n@pytest.mark.parametrize('x', [1])\ndef test_p(x): ...\n";
  const fixture = (name: string, body: string, more = "") =>
    `import os\nfrom pathlib import Path\nimport pytest\n${more}\n@pytest.fixture(scope="module")\ndef ${name}(request):\n    ${body}\n`;
  const found = (conftest: string, cassette: string, path = "tests/unit/test_m.py") =>
    linked({ [path]: module, "tests/conftest.py": conftest }, [cassette])[0];

  test.each([
    ["a literal beside the conftest", "return os.path.join(os.path.dirname(__file__), 'tapes')", "tests/tapes/test_a.yaml"],
    ["pathlib", "return str(Path(__file__).resolve().parent.parent / 'data' / 'vcr')", "data/vcr/test_a.yaml"],
    ["the module's name", "return f'{Path(__file__).parent}/vcr/{request.path.stem}'", "tests/vcr/test_m/test_a.yaml"],
    ["the module's folder", "return str(request.path.parent / 'here')", "tests/unit/here/test_a.yaml"],
    ["a sum", "return os.path.dirname(request.module.__file__) + '/' + 'there'", "tests/unit/there/test_a.yaml"],
    ["a name of its own", "folder = 'z'\n    return str(Path(__file__).parent / folder)", "tests/z/test_a.yaml"],
    ["where tests are run", "return 'tests/run/from'", "tests/run/from/test_a.yaml"],
    ["an expression that it yields", "yield os.path.join(os.path.dirname(__file__), 'y')", "tests/y/test_a.yaml"],
  ])("%s", (_, body, cassette) => {
    expect(found(fixture("vcr_cassette_dir", body), cassette)).toEqual(["tests/unit/test_m.py::test_a"]);
  });

  test("a constant of the module counts, one that changes does not", () => {
    const body = "return BASE + '/x'";
    expect(found(fixture("vcr_cassette_dir", body, "BASE = os.path.dirname(__file__)"), "tests/x/test_a.yaml")).toEqual([
      "tests/unit/test_m.py::test_a",
    ]);
    expect(found(fixture("vcr_cassette_dir", body, "BASE = '/a'\nBASE = '/b'"), "/b/x/test_a.yaml")).toBe("unknown");
  });

  test("names of their own, with what the test is called", () => {
    const conftest = fixture("vcr_cassette_name", "return f'chat-{request.node.name}'");
    const folder = "tests/unit/cassettes/test_m";
    expect(found(conftest, `${folder}/chat-test_a.yaml`)).toEqual(["tests/unit/test_m.py::test_a"]);
    expect(found(conftest, `${folder}/chat-test_p[1].yaml`)).toEqual(["tests/unit/test_m.py::test_p[1]"]);
  });

  test("the folder of vcr_config wins, as it does when pytest runs", () => {
    const conftest = fixture(
      "vcr_config",
      "return {'filter_headers': ['x'], 'cassette_library_dir': str(Path(__file__).parent / 'lib')}",
    );
    expect(found(conftest, "tests/lib/test_a.yaml")).toEqual(["tests/unit/test_m.py::test_a"]);
  });

  test("a mark's folder counts for its tests alone", () => {
    const source = "@pytest.mark.vcr(cassette_library_dir='tests/own')\ndef test_a(): ...\ndef test_b(): ...\n";
    expect(linked({ "tests/test_m.py": source }, ["tests/own/test_a.yaml", "tests/own/test_b.yaml"])).toEqual([
      ["tests/test_m.py::test_a"],
      "unknown",
    ]);
  });
});

describe("with vcrpy alone", () => {
  test("a literal names the cassette of the tests around it, from wherever they are run", () => {
    const source = `
import vcr
def test_with():
    with vcr.use_cassette("tests/fixtures/one.yaml"):
        pass

@vcr.use_cassette("fixtures/two.yaml", record_mode="none")
def test_decorated(): ...

@vcr.use_cassette(path="fixtures/three.yaml")
class TestC:
    def test_a(self): ...
`;
    const files = ["one", "two", "three"].map((name) => `tests/fixtures/${name}.yaml`);
    expect(linked({ "tests/test_v.py": source }, files)).toEqual([
      ["tests/test_v.py::test_with"],
      ["tests/test_v.py::test_decorated"],
      ["tests/test_v.py::TestC::test_a"],
    ]);
  });

  test("several tests may share one, in several modules", () => {
    const source = "def test_x(request_vcr):\n    with request_vcr.use_cassette('shared.yaml'):\n        pass\n";
    const modules = { "t/test_a.py": source, "t/test_b.py": source, "far/away/test_c.py": source };
    expect(linked(modules, ["t/cassettes/v1/shared.yaml"])).toEqual([["t/test_a.py::test_x", "t/test_b.py::test_x"]]);
  });

  test("a decorator without a path takes the function's name, in the library where there is one", () => {
    const source = `
import vcr
my_vcr = vcr.VCR(cassette_library_dir=os.path.join(os.path.dirname(__file__), "lib"))

@vcr.use_cassette
def test_plain(): ...

@my_vcr.use_cassette()
def test_mine(): ...

def test_named():
    with my_vcr.use_cassette("sub/named.yaml"): pass
`;
    expect(linked({ "t/test_v.py": source }, ["t/test_plain", "t/lib/test_mine.yaml", "t/lib/sub/named.yaml"])).toEqual([
      ["t/test_v.py::test_plain"],
      ["t/test_v.py::test_mine"],
      ["t/test_v.py::test_named"],
    ]);
  });

  test("VCRMixin and pytest-vcr put all modules' files into one folder: what two modules may mean is unknown", () => {
    const files = {
      "t/test_a.py": "class TestM(VCRMixin, unittest.TestCase):\n    def test_x(self): ...\ndef test_same(): ...\n",
      "t/test_b.py": "def test_same(): ...\n",
    };
    expect(linked(files, ["t/cassettes/TestM.test_x.yaml", "t/cassettes/test_same.yaml"])).toEqual([
      ["t/test_a.py::TestM::test_x"],
      "unknown",
    ]);
  });
});

describe("in a layout of the project's own", () => {
  const files = {
    "tests/agents/test_agent.py": "def test_run(): ...\nclass TestA:\n    def test_m(self): ...\n",
    "tests/other/test_other.py":
      "def test_alone(): ...\ndef test_kinds_sync(): ...\ndef test_kinds_stream(): ...\ndef test_each(model): ...\n",
  };

  test.each([
    ["a tree of the same shape", "tests/cassettes/agents/test_run.yaml", "tests/agents/test_agent.py::test_run"],
    ["a folder under another name", "tests/agents/_vcr/test_agent/test_run.yml", "tests/agents/test_agent.py::test_run"],
    ["module and function joined", "tests/recordings/test_agent_test_run.yaml", "tests/agents/test_agent.py::test_run"],
    ["class too", "recordings/deep/test_agent_TestA_test_m.yaml", "tests/agents/test_agent.py::TestA::test_m"],
    ["one folder for all", "tests/cassettes/test_alone.yaml", "tests/other/test_other.py::test_alone"],
    ["a folder for the function", "tests/other/cassettes/test_each/gpt_4o.yaml", "tests/other/test_other.py::test_each"],
    ["a folder for kinds", "tests/other/cassettes/test_kinds/m1/stream.yaml", "tests/other/test_other.py::test_kinds_stream"],
  ])("%s", (_, cassette, testId) => {
    expect(linked(files, [cassette])).toEqual([[testId]]);
  });

  test("a name that two modules have is no sign", () => {
    const two = { ...files, "tests/again/test_again.py": "def test_alone(): ...\n" };
    expect(linked(two, ["tests/cassettes/test_alone.yaml"])).toEqual(["unknown"]);
  });

  const plain = "def test_x(): ...\nclass TestA:\n    def test_m(self): ...\n";

  test.each([
    ["a decorator", "@pytest.mark.vcr\n@pytest.mark.parametrize(\n    'a', [1])\nasync def test_x(a): ...\n", "test_x"],
    ["one of a method", "class TestA:\n    @my_cassette('x')\n    def test_m(self): ...\n", "TestA.test_m"],
    ["one of its class", "@pytest.mark.vcr()\nclass TestA:\n    def test_m(self): ...\n", "TestA.test_m"],
    ["the module's mark", `pytestmark = pytest.mark.vcr\n${plain}`, "test_x"],
    ["a list of marks", `pytestmark = [\n    pytest.mark.asyncio,\n    pytest.mark.vcr,\n]\n${plain}`, "TestA.test_m"],
    ["a mark that gives a name", "@pytest.mark.default_cassette('y.yaml')\ndef test_x(): ...\n", "test_x"],
  ])("of two modules with such a test it is that of the marked one: %s", (_, marked, name) => {
    const two = { "tests/unit/test_one.py": plain, "tests/live/test_two.py": marked };
    expect(linked(two, [`tests/cassettes/${name}.yaml`])).toEqual([[`tests/live/test_two.py::${name.replace(".", "::")}`]]);
    expect(linked({ ...two, "tests/live/test_three.py": marked }, [`tests/cassettes/${name}.yaml`])).toEqual(["unknown"]);
  });

  test("a mark is that of the test below it alone", () => {
    const marked = "@pytest.mark.vcr\ndef test_y(): ...\ndef test_x():\n    @use_cassette\n    def inner(): ...\n";
    expect(linked({ "tests/test_one.py": plain, "tests/test_two.py": marked }, ["tests/cassettes/test_x.yaml"])).toEqual([
      "unknown",
    ]);
  });

  test("a test that a class inherits from elsewhere is that class's, where one alone has its name", () => {
    const heir = "from standard import Suite\nclass TestModel(Suite): ...\nclass TestOwn:\n    def test_m(self): ...\n";
    const cassettes = [
      "TestModel.test_chat",
      "TestModel.test_chat[a.b]",
      "TestModel.Inner.test_chat",
      "TestOwn.test_chat",
      "test_chat",
    ];
    const paths = cassettes.map((name) => `tests/cassettes/${name}.yaml.gz`);
    expect(linked({ "tests/live/test_model.py": heir }, paths)).toEqual([
      ["tests/live/test_model.py::TestModel::test_chat"],
      ["tests/live/test_model.py::TestModel::test_chat[a.b]"],
      "unknown",
      "unknown",
      "unknown",
    ]);
    expect(linked({ "tests/live/test_model.py": heir, "tests/unit/test_model.py": heir }, paths.slice(0, 1))).toEqual([
      "unknown",
    ]);
  });

  test("another package's test is not taken for it", () => {
    expect(linked(files, ["packages/b/tests/cassettes/test_run.yaml"])).toEqual(["unknown"]);
  });
});

describe("whatever the code looks like", () => {
  test("nothing throws, and what cannot be read says nothing", () => {
    const sources = [
      "def test_(\nwith use_cassette(",
      "@pytest.mark.default_cassette(f'{x!r:>{y}}')\ndef test_a(): ...",
      "use_cassette('x')\nclass TestX(use_cassette('y')): pass",
      `def vcr_cassette_dir():\n    return ${"(".repeat(5000)}`,
      `def vcr_cassette_dir():\n    return ${"a = b\n    ".repeat(50)}a`,
      "a = a\ndef vcr_cassette_dir():\n    return a\ndef test_x(): ...",
      "def vcr_cassette_dir():\n    return '\\ud800\\0'\ndef test_x(): ...",
      "\0\ud800 use_cassette \ud800",
    ];
    for (const [at, source] of sources.entries()) {
      const cassettes = ["cassettes/x.yaml", "", "/", "[", "cassettes/[].yaml", "cassettes/test_x[].yaml", "a\0b\ud800/../x"];
      const all = linksIn({ [`test_${at}.py`]: source, "conftest.py": source });
      expect(cassettes.map((path) => all.ofPath(path)).length).toBe(cassettes.length);
    }
  });
});
