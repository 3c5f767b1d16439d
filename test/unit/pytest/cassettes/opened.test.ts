/** Cassettes without a test of their name that code may open all the same: each suite was run with vcrpy and pytest-recording, and opens `test_used`. */
import { describe, expect, test } from "vitest";
import { linksIn } from "../../../support/cassettes";

const module = "tests/test_m.py";
const conftest = "tests/conftest.py";
const folder = "tests/cassettes/test_m";
const used = `${folder}/test_used.yaml`;
const removed = `${folder}/test_removed.yaml`;
const plain = "import pytest\nimport vcr\n\n@pytest.mark.vcr\ndef test_now(): ...\n";
const opens = (body: string) => `${plain}\ndef test_b():\n    ${body.replaceAll("\n", "\n    ")}\n`;
const fixture = (name: string, body: string) => `import pytest\n@pytest.fixture\ndef ${name}(request):\n    ${body}\n`;

type Files = Readonly<Record<string, string>>;

/** What is told of the cassette that the suite opens, and of one that it does not. */
const told = (files: Files, opened: string) => {
  const { of } = linksIn({ "pytest.ini": "[pytest]\n", ...files });
  return [of(opened), of(removed)];
};

test("a test that was removed is gone where all code can be read", () => {
  const { of } = linksIn({
    [module]: opens("with vcr.use_cassette('tests/cassettes/test_m/test_used.yaml'): ..."),
    [conftest]:
      "import pytest\n@pytest.fixture\ndef vcr_config():\n    return {'filter_headers': ['x'], 'record_mode': 'none'}\n",
    "tests/helper.py": "import vcr\nmy_vcr = vcr.VCR(path_transformer=vcr.VCR.ensure_suffix('.yaml'))\n",
    "src/main.py": "def use(name):\n    return open(name)\n",
  });
  expect([of(removed), of(`${folder}/TestA.test_b.yaml`), of(`${folder}/test_now[x].yaml`)]).toEqual([
    "gone",
    "gone",
    ["tests/test_m.py::test_now[x]"],
  ]);
});

describe("a path of which a part can be read reaches what fits it", () => {
  test.each<readonly [string, Files]>([
    ["an f-string", { [module]: opens("with vcr.use_cassette(f'tests/cassettes/test_m/test_u{x}.yaml'): ...") }],
    ["a format", { [module]: opens("with vcr.use_cassette('tests/cassettes/test_m/test_u{}d.yaml'.format(n)): ...") }],
    ["a percent sign", { [module]: opens("with vcr.use_cassette('tests/cassettes/test_m/test_u%sd.yaml' % n): ...") }],
    ["a constant from elsewhere", { [module]: opens("with vcr.use_cassette(DIR + '/test_used.yaml'): ...") }],
    ["an attribute", { [module]: opens("with vcr.use_cassette(f'{self.folder}/test_used.yaml'): ...") }],
    ["a literal of a fixture", { [module]: plain, [conftest]: fixture("tape", "with vcr.use_cassette('test_used'): yield") }],
    ["reading it as a file", { [module]: opens("yaml.safe_load(open('tests/cassettes/test_m/test_used.yaml'))") }],
    [
      "a fixture of a class",
      {
        [module]: `${plain}class TestA:\n    @pytest.fixture\n    def default_cassette_name(self):\n        return 'test_used'\n`,
      },
    ],
    ["a fixture of a plugin", { [module]: plain, "tests/tapes.py": fixture("default_cassette_name", "return 'test_used'") }],
    [
      "what a class for unittest says",
      {
        [module]: `${plain}class TestA(VCRMixin, TestCase):\n    def _get_cassette_name(self):\n        return f'{self.x}_used'\n`,
      },
    ],
  ])("%s", (_, files) => {
    expect(told(files, used)).toEqual(["unknown", "gone"]);
  });

  test("in a folder that is named, and nowhere else", () => {
    const code =
      "HERE: Path = Path(__file__).parent\ndef open_it(name):\n    return vcr.use_cassette(HERE / 'cassettes' / 'test_n' / name)\n";
    const files = { [module]: plain + code, "tests/test_n.py": "def test_x(): ...\n" };
    expect(told(files, "tests/cassettes/test_n/test_used.yaml")).toEqual(["unknown", "gone"]);
    const library =
      "\nmy_vcr = vcr.VCR(cassette_library_dir='tests/cassettes/test_n')\ndef test_b():\n    my_vcr.use_cassette(x())\n";
    expect(told({ ...files, [module]: plain + library }, "tests/cassettes/test_n/test_used.yaml")).toEqual(["unknown", "gone"]);
    const config = fixture(
      "vcr_config",
      "config = {}\n    config['cassette_library_dir'] = 'tests/cassettes/' + 'test_n'\n    return config",
    );
    expect(told({ ...files, [module]: plain, [conftest]: config }, "tests/cassettes/test_n/test_used.yaml")).toEqual([
      "unknown",
      "gone",
    ]);
  });
});

describe("a path that cannot be read reaches the whole project, and no other one", () => {
  test.each<readonly [string, Files]>([
    ["a computed name", { [module]: opens("name = ''.join(x)\nwith vcr.use_cassette(name): ...") }],
    ["a search", { [module]: opens("for each in glob.glob('*.yaml'):\n    with vcr.use_cassette(each): ...") }],
    [
      "a parameter named like a constant",
      { [module]: `name = 'x.yaml'\n${plain}def test_b(name):\n    vcr.use_cassette(name)\n` },
    ],
    ["a name with two values", { [module]: opens("name = 'x'\nname += y\nwith vcr.use_cassette(name): ...") }],
    ["a helper of the tests", { [module]: plain, "tests/helper.py": "def use(name):\n    return vcr.use_cassette(name)\n" }],
    ["a script", { [module]: plain, "tools/play.py": "with vcr.use_cassette(sys.argv[1]):\n    main()\n" }],
    ["another name of the function", { [module]: opens("tape = vcr.use_cassette\nwith tape(x): ...") }],
    ["a part of it", { [module]: opens("tape = partial(vcr.use_cassette, record_mode='none')") }],
    ["an import under another name", { [module]: `from vcr import use_cassette as tape\n${plain}` }],
    ["loading one", { [module]: opens("Cassette.load(path=x)") }],
    ["a name by a fixture", { [module]: plain, [conftest]: fixture("default_cassette_name", "return names[request.node.name]") }],
    [
      "a fixture under another name",
      { [module]: plain, [conftest]: "@pytest.fixture(name='vcr_cassette_name')\ndef _name():\n    return x\n" },
    ],
    ["a fixture that is made", { [module]: plain, [conftest]: "default_cassette_name = make('x')\n" }],
    ["a fixture that is imported", { [module]: plain, [conftest]: "from tapes import default_cassette_name\n" }],
    ["a transformer", { [module]: plain, [conftest]: fixture("vcr_config", "return {'path_transformer': other}") }],
    ["a transformer of a VCR", { [module]: `${plain}my = vcr.VCR(path_transformer=lambda path: path)\n` }],
    [
      "a hook",
      { [module]: plain, [conftest]: "def pytest_recording_configure(config, vcr):\n    vcr.path_transformer = other\n" },
    ],
    ["marks with a list", { [module]: `${plain}@pytest.mark.vcr(*names)\ndef test_b(): ...\n` }],
    ["a computed mark", { [module]: `${plain}@pytest.mark.default_cassette(names[0])\ndef test_b(): ...\n` }],
    [
      "tests that a conftest adds",
      { [module]: plain, [conftest]: "def pytest_pycollect_makemodule(module_path, parent): ...\n" },
    ],
    ["tests that a conftest sets", { [module]: plain, [conftest]: "def pytest_configure():\n    setattr(module, name, run)\n" }],
    [
      "tests that a conftest renames",
      { [module]: plain, [conftest]: "def pytest_itemcollected(item):\n    item.name = 'test_used'\n" },
    ],
  ])("%s", (_, files) => {
    const other = "other/cassettes/test_o/test_removed.yaml";
    const { of } = linksIn({ "pytest.ini": "[pytest]\n", "other/test_o.py": plain, ...files });
    expect([of(used), of(removed), of(other)]).toEqual(["unknown", "unknown", "unknown"]);
    const apart = Object.fromEntries(Object.entries(files).map(([path, text]) => [`package/${path}`, text]));
    const two = linksIn({ "package/pyproject.toml": "", "other/test_o.py": plain, "other/pyproject.toml": "", ...apart });
    expect([two.of(`package/${used}`), two.of(other)]).toEqual(["unknown", "gone"]);
  });
});

test("where no file says what a project is, code means what lies beside its tests", () => {
  const files = {
    "a/tests/test_m.py": opens("vcr.use_cassette(x)"),
    "b/tests/test_m.py": plain,
    "c/conftest.py": "vcr.use_cassette(x)\n",
  };
  const { of } = linksIn(files);
  expect([of(`a/${removed}`), of(`b/${removed}`)]).toEqual(["unknown", "gone"]);
});

test("of two classes with a test of the same name each has its own, and one that may get more tests none that is gone", () => {
  const code = `import pytest
class TestA:
    def test_x(self): ...
class TestB(TestA): ...
@made
@pytest.mark.vcr
class TestMade:
    def test_x(self): ...
class TestMeta(metaclass=Meta):
    def test_x(self): ...
`;
  const { of } = linksIn({ [module]: code });
  const names = ["TestA.test_x", "TestB.test_x", "TestC.test_x", "TestA.test_y", "TestMade.test_y", "TestMeta.test_y"];
  expect(names.map((name) => of(`${folder}/${name}.yaml`))).toEqual([
    [`${module}::TestA::test_x`],
    [`${module}::TestB::test_x`],
    "gone",
    "gone",
    [`${module}::TestMade::test_y`],
    [`${module}::TestMeta::test_y`],
  ]);
});

test("why nothing is said is the code that may open it, or the module that makes its tests", () => {
  const { doubt } = linksIn({
    [module]: plain,
    "tests/helper.py": "import vcr\n\ndef use(name):\n    return vcr.use_cassette(name)\n",
    "tests/test_made.py": "locals()['test_' + x] = run\n",
  });
  expect(doubt(removed)).toEqual({ kind: "opened", file: "/project/tests/helper.py", at: 0 });
  expect(doubt("tests/cassettes/test_made/test_a.yaml")).toEqual({ kind: "made", module: "/project/tests/test_made.py" });
});

describe("whether one that no run opened is unused depends on tests that may open it", () => {
  const runners = (files: Files, path = used) =>
    linksIn({ "pytest.ini": "[pytest]\n", [module]: plain, "tests/test_n.py": plain, ...files }).runners(path);

  test("those of modules, helpers and fixtures; a script is run by none", () => {
    expect(runners({})).toEqual([]);
    expect(runners({ "tests/test_n.py": opens("vcr.use_cassette(x)") })).toEqual(["tests/test_n.py"]);
    expect(runners({ "tests/test_n.py": opens("vcr.use_cassette('tests/cassettes/x.yaml')") }, "tests/cassettes/x.yaml")).toEqual(
      [],
    );
    const use = "def use(name):\n    return vcr.use_cassette(name)\n";
    expect(runners({ "tests/helper.py": use })).toEqual([module, "tests/test_n.py"]);
    expect(runners({ "tests/a/conftest.py": use, "tests/a/test_a.py": plain })).toEqual(["tests/a/test_a.py"]);
    expect(runners({ "tools/play.py": use })).toBeUndefined();
  });

  test("tests of two projects with one node id are told apart by nobody", () => {
    const { isShared } = linksIn({
      "a/pytest.ini": "",
      "b/pytest.ini": "",
      [`a/${module}`]: plain,
      [`b/${module}`]: plain,
      "a/tests/test_n.py": plain,
    });
    expect([isShared(module), isShared("tests/test_n.py"), isShared("tests/test_o.py")]).toEqual([true, false, false]);
  });
});
