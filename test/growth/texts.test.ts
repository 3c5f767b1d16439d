/** Every function that reads text which somebody else wrote takes time in proportion to it, however hostile. One line a function. */
import { describe, expect, it } from "vitest";
import { oneLineOf, withMarks } from "../../client/webview/format";
import { looksLikeMarkdown } from "../../client/webview/text/markdown";
import { prettyJson } from "../../client/webview/text/json";
import { linesOf as printedLines, oneLineOf as printedLine } from "../../server/src/cli/output";
import { isHash, isOfTest } from "../../server/src/cli/asked";
import { asText, safeAnswer } from "../../server/src/features/agent/answer";
import { startWithin } from "../../server/src/features/agent/budget";
import { withoutValues } from "../../server/src/features/agent/checkRecordings";
import { readQuestion } from "../../server/src/features/explain";
import { matcherOf } from "../../server/src/features/misses/matchers";
import { matcherDifferences } from "../../server/src/recording/http/matching";
import { block, inline, shortenMiddle } from "../../server/src/features/markdown";
import { shellWord } from "../../server/src/recording/shellWord";
import { pythonLiteral } from "../../server/src/features/streamView/copies/python";
import { readableBody } from "../../server/src/features/streamView/readableBody";
import { formats } from "../../server/src/formats/formats";
import { firstTestId } from "../../server/src/formats/ogx/testIdPlace";
import { sourceModule } from "../../server/src/index/tests/sourceModule";
import { summarizeTests } from "../../server/src/index/scan/summarize";
import { CassetteProject } from "../../server/src/pytest/cassettes/project";
import { cassetteSource } from "../../server/src/pytest/cassettes/source";
import { parseCollected } from "../../server/src/pytest/collected";
import { likeness } from "../../server/src/pytest/likeness";
import { baseId, findNodeIds, parseNodeId, unsafeNodeId } from "../../server/src/pytest/nodeId";
import { wordsOf } from "../../server/src/features/recordingTree/filter";
import { writtenId } from "../../server/src/pytest/writtenId";
import { readJson, withoutDepths } from "../../server/src/recording/depth";
import { bodyDifferences } from "../../server/src/recording/difference/bodies";
import { textDifference } from "../../server/src/recording/difference/texts";
import { parseDocument } from "../../server/src/source/json/parse";
import { familyOfChunk } from "../../server/src/recording/families/families";
import { frameIn } from "../../server/src/recording/families/frames";
import { jsonOf, linesOf, sseEvents } from "../../server/src/recording/families/sse";
import { oneLine, printable, shorten } from "../../server/src/recording/json";
import { hashesIn, partsOfName } from "../../server/src/formats/ogx/names";
import { mayChange, roundedText, textWithoutMetadata } from "../../server/src/formats/ogx/normalize";
import { readAsked } from "../../server/src/formats/ogx/pastedRequest";
import { dumpString, parsePython } from "../../server/src/recording/python/json";
import { readMembers } from "../../server/src/formats/ogx/pythonText";
import { parsePythonUrl } from "../../server/src/formats/ogx/pythonUrl";
import { placesOf } from "../../server/src/source/json/places";
import { scanRange } from "../../server/src/source/json/scanRange";
import { shownCommandLine } from "../../server/src/rerecord/commandLine";
import { nameOf } from "../../server/src/rerecord/describe";
import { providerKeys } from "../../server/src/formats/providerKeys";
import { requiredVariables } from "../../server/src/rerecord/environment";
import { replayedEvent } from "../../server/src/pytest/cassettes/replayed";
import { recorder } from "../../server/src/formats/ogx/recorder";
import { recorder as vcrRecorder } from "../../server/src/formats/vcr/recorder";
import { fixedVariables } from "../../server/src/rerecord/environment";
import { readNotes } from "../../server/src/rerecord/notes";
import { chooseSetup, readSetups, readStackConfigs } from "../../server/src/formats/ogx/setups";
import { PytestOutput } from "../../server/src/rerecord/pytestOutput";
import { readEventStream } from "../../server/src/source/eventStream";
import { parseYaml } from "../../server/src/source/yaml/parse";
import { yamlValue } from "../../server/src/source/yaml/value";
import { readable } from "../../server/src/rerecord/readable";
import { carriedIn, cookiesIn, hasCarrier } from "../../server/src/rules/secrets/carriers";
import { refusalsOf } from "../../server/src/rules/cassette/refusals";
import { credentialsIn } from "../../server/src/rules/secrets/detector";
import { looksRandom } from "../../server/src/rules/secrets/entropy";
import { maskPointer, maskQuotes } from "../../server/src/rules/secrets/mask";
import { frame, textHeader } from "../support/eventStream";
import { superlinear } from "./growth";
import { anyText, nested, run, type Named } from "./makers";

interface Reader {
  readonly name: string;
  readonly call: (text: string) => unknown;
  /** What its own patterns begin to match. */
  readonly makers?: readonly Named<string>[];
}

function differing(one: string, other: string): unknown {
  const sent = (text: string) => ({ headers: {}, bytes: Buffer.from(text) });
  return bodyDifferences(sent(one), sent(other));
}

const ids = [
  run("[", "a.py::b["),
  run("]", "a.py::b["),
  run("a.py::b[", ""),
  run('"a.py::b['),
  run("\\'a.py::b["),
  run("a.py::b[]]"),
  run("/", "", ".py::a"),
  run("a/", "", ".py"),
  run("::a", "a.py"),
  run("a", "a.py::", "!"),
  run("x.py::a PASSED "),
];
const output = [
  run(" x.py::", "x.py::a"),
  run("x.py::", "x.py::a"),
  run(" (", "x.py::a PASSED"),
  run(" PASSED", "x.py::a"),
  run(" FAILED (", "x.py::a"),
  run(" - x", "FAILED x.py::a"),
  run(" ", "x.py::a", "!"),
  run(" ", "[gw0] [ 1%] PASSED x.py::a", "!"),
  run(".py::", "[gw0] [ 1%] PASSED x"),
  run(" ", "[gw0] ", "!"),
  run(" ", "collecting ...", "!"),
  run(" / 1 deselected", "collected 1 items"),
  run("9", "collected "),
  run("a.py::b PASSED [ 1%]\n"),
  run("FAILED a.py::b - c\n"),
  run(" ", "PASSED", "!"),
  run("\u001b[1;"),
  run("\u001b[0m"),
  run("\u001b[", "\u001b[0;"),
  run(" ERROR collecting a", "_"),
  run(" _", "_ ERROR collecting a", "!"),
  run("= ", "= a"),
  run(" =", "= a", "!"),
  run("1", "", " tests collected"),
  run(", 1 errors", "1 tests collected"),
];
const misses = [
  run("Can't play back this request: "),
  run("CannotOverwriteExistingCassetteException: Can't play back t...\n"),
  run("\n1. POST https://a\n", "Can't play back this request: \nClosest recorded requests:"),
  run(" path differs: a", "Can't play back this request: \nClosest recorded requests: 1. POST https://a"),
  run("Cassette: a ", "Can't play back this request: "),
  run(" ", "Can't play back this request: Cassette:", "a"),
  run("\n", "Can't play back this request: Cassette:", "a"),
  run("Can't overwrite existing cassette ('a') in your current record mode ('none')."),
  run("Can't overwrite existing cassette ("),
  run("a", "Can't overwrite existing cassette ('"),
  run("\n1 - (<Request (POST) https://a>).", "Can't overwrite existing cassette ('a')"),
  run("\npath - assertion failure :", "Can't overwrite existing cassette ('a')\n1 - (<Request (POST) https://a>)."),
  run("\n", "Can't overwrite existing cassette ('a')\n1 - (<Request (POST) https://a>).\npath - assertion failure :", "a"),
  run(" ", "Can't overwrite existing cassette ('a')\n1 - (<Request (POST) https://a>).\npath - assertion failure :", "a"),
  run("The cassette ('a", "", "doesn't contain"),
  run('<testcase classname="', "Network is disabled", "RuntimeError: Network is disabled"),
  run("&#38;", "<failure >Network is disabled"),
  run("Network is disabled E   E ", "E "),
  run("\u001b]8;;", "Network is disabled"),
  run("a\t", "Network is disabled\n", "2026-11-30T10:00:00Z"),
  run("a-", "Network is disabled\n", "|"),
];
const setups = [
  run("\n ", "", "x"),
  run("\n\t"),
  run(' "a": Setup('),
  run('\n"a" : Setup( "text_model": "m"'),
  run("a", '"', '"'),
  run(" ", '"a"', "x"),
  run(" ", '"text_model"', "x"),
  run('"text_model": "'),
  run("'text_model' : \"x"),
];
const json = [
  nested("[", "1", "]"),
  nested('{"a":', "1", "}"),
  nested('[{"a":', "1", "}]"),
  nested("[ ", "1", " ]"),
  nested("[1,", "1", ",1]"),
  run("[", ""),
  run('{"a":', ""),
  run('{"a":1},', "[", "1]"),
  run('"a":1,', "{", '"b":1}'),
  run("[],", "[", "1]"),
  run('"\\\\",', "[", "1]"),
  run('\\"', '["', '"]'),
  run("\\ud83d\\ude00", '["', '"]'),
  run("1,", "[", "1"),
  run("NaN,", "[", "1]"),
  run("-Infinity ", "["),
  run("<<<<<<< a\n", "[\n"),
  run("=======\n", "<<<<<<< a\n"),
  run("//", "["),
  run("/* ", "["),
  run("9", "[", "]"),
  run("9", "[0.", "]"),
  run('"\n', "["),
];
const yaml = [
  run("a: b\n"),
  run("- a\n"),
  run("- ", "", "a"),
  run("? ", "", "a"),
  run("[", ""),
  run("[a, ", "", "]"),
  run("{a: ", ""),
  run("a ", "", "\n"),
  run("a\n", "- ", ""),
  run("\n", "a: b", "c"),
  run(" ", "a:", "#"),
  run("''", "a: '", "'"),
  run("\\\\", 'a: "', '"'),
  run("\\\n ", 'a: "', '"'),
  run(" \n", "a: '", "'"),
  run("  b\n", "a: |\n"),
  run("\n", "a: >+\n", "  b"),
  run(" \n", "a: |\n", "x"),
  run("!a ", "", "b"),
  run("&a x\n- ", "- "),
  run("%A\n", "", "---"),
  run("9:", "a: ", "x"),
  run("9_", "a: ", "."),
] satisfies Named<string>[];
const normalized = [
  run("attributes: {", ""),
  run("attributes:", ", "),
  run(" ", "attributes:"),
  run(" ", ",", "attributes: {}"),
  run(", attributes: { a }"),
  run("score: "),
  run("9", "score: ", "e"),
  run("9", "score: ."),
  run("9", "", "."),
  run("9", "1.", "x"),
  run("1.23456 "),
  run("\u0661", "", "."),
  run("\u0661.\u0661\u0661\u0661\u0661 "),
  run("-", "", "1.00001"),
  run("document_id: "),
  run("<|01234567-0123-0123-0123-", ""),
  run("\u3000", "document_id:"),
];
const secrets = [
  run("sk-"),
  run("sk-ant-"),
  run("eyJ", ""),
  run("eyJaaaaaaaaaaa."),
  run("eyJaaaaaaaaaaaa.eyJaaaaaaaaaaaa"),
  run("AKIA"),
  run("//a:", "https:"),
  run("https://a:b"),
  run("https://a@"),
  run("@://"),
  run("-----BEGIN PRIVATE KEY-----\n"),
  run("-----BEGIN RSA PRIVATE KEY-----a"),
  run("-", "-----BEGIN PRIVATE KEY-----"),
  run("ghp_a"),
  run("hf_", ""),
  run("xoxb-1"),
  run("hooks.slack.com/services/T"),
  run("a", "postgres://", "@"),
  run("postgres://a:"),
  run("mongodb://a:b@,"),
  run("aws_secret_access_key = "),
  run("SECRET_", ""),
  run("AIza"),
  run("SG.a"),
  run("//npm.acme.dev/:_authToken="),
  run('"private_key": "'),
  run("A3T", ""),
  run("x", "sk-proj-A1"),
  run("A", "sk-", "1"),
];
const events = [
  run("data: {}\n"),
  run("data: {}\n\n"),
  run("event: a\n", "", "data: 1\n\n"),
  run("data: \n"),
  run("data: [DONE]\n"),
  run("\r", "data: 1"),
  run(":\n"),
  run("data: ", "data: "),
];
const cassetteCode = [
  run("def test_a(): ...\n"),
  run("class TestA(TestA):\n  def test_a(self): ...\n"),
  run("    def test_a(", "use_cassette\nclass A:\n"),
  run("use_cassette('a')\n"),
  run("@use_cassette('a')\n", "", "def test_a(): ..."),
  run("a = a\n", "def vcr_cassette_dir():\n", "  return a"),
  run("a + ", "def vcr_cassette_dir():\n  return ", "a"),
  run("/ 'a' ", "def vcr_cassette_dir():\n  return Path(__file__)"),
  run("{a}", "use_cassette(f'", "')"),
  run("import a,", "", "*"),
  run("test_a.yaml "),
  run("test_a.", "'", "yaml'"),
  run("test-[", "'", ".yam'"),
  run("@a\n", "", "class TestA: ..."),
  run("a = use_cassette\n"),
  run("{'cassette_library_dir': a}\n"),
  run("def vcr_config():\n  return {'cassette_library_dir': 'a'}\n"),
  run("%s", "use_cassette('", "' % a)"),
  run("def pytest_a():\n"),
  run("setattr(a.", "", "a"),
];
const cassetteProject = new CassetteProject(
  new Map([
    ["/p/test_x.py", cassetteSource("/p/test_x.py", "@pytest.mark.vcr('more')\ndef test_x(): ...\ndef test_x_a(): ...\n")],
    ["/p/a.py", cassetteSource("/p/a.py", "use_cassette(f'{a}/test{a}_{a}/x/{a}{a}[')\n")],
  ]),
  { all: new Set(["/p"]), projects: new Set(["/p"]) },
  (text) => text,
);
const cassettePaths = [
  run("/", "/p/cassettes"),
  run("/cassettes", "/p", "/test_x.yaml"),
  run("/a", "/p/cassettes", "/test_x.yaml"),
  run("[", "/p/cassettes/test_x"),
  run(".yaml", "/p/cassettes/test_x"),
  run("../", "/p/cassettes/"),
  run("/test_", "/p/cassettes/test_x", "/test_y.yaml"),
  run("_test", "/p/cassettes/test_x/test", ".yaml"),
];
const sources = [
  run("(", "x = "),
  run("[", "x = "),
  nested("(", "1", ")"),
  nested("[", "1", "]"),
  nested("{1:", "1", "}"),
  nested("-", "1", ""),
  nested("not ", "1", ""),
  run("lambda: ", "x = ", "1"),
  run("@a\n", "", "def test_a(): pass\n"),
  run("@pytest.mark.parametrize('a', [1, 2])\n", "", "def test_a(a): pass\n"),
  run("@mark.parametrize('a', [1])\n", "", "def test_a(a): pass\n"),
  run("1, ", "@pytest.mark.parametrize('a', [", "])\ndef test_a(a): pass\n"),
  run("(1, 2), ", "@pytest.mark.parametrize('a, b', [", "])\ndef test_a(a, b): pass\n"),
  run("'x' ", "@pytest.mark.parametrize('a', [", "])\ndef test_a(a): pass\n"),
  run("\\", "@pytest.mark.parametrize('a', ['", "'])\ndef test_a(a): pass\n"),
  run("a, ", "@pytest.mark.parametrize('", "', [1])\ndef test_a(a): pass\n"),
  run("a, ", "def test_a(", "): pass\n"),
  run("def test_a(): pass\n"),
  run("class TestA:\n  def test_a(self): pass\n"),
  run("class TestA(B, TestA): pass\n"),
  run("A, ", "class TestA(", "): pass\n"),
  run("if a:\n  pass\nelif b:\n  pass\nel", "", "se: pass"),
  run("import a, b\n"),
  run("x = 1; "),
  run("'", "x = "),
  run('"""', "x = "),
  run("f'{", "x = "),
  run("\\\n"),
  run(" ", "def", "("),
  run(" ", "import", "x"),
  run(" ", "exec", "x"),
  run("globals "),
  run("\n", "def a():\n  pass"),
  {
    name: "classes in classes",
    make: (size) =>
      Array.from({ length: Math.ceil(Math.sqrt(size)) }, (_, depth) => `${" ".repeat(depth)}class TestA:\n`).join(""),
  },
  {
    name: "ifs in ifs around a test",
    make: (size) => {
      const levels = Math.ceil(Math.sqrt(size));
      const lines = Array.from({ length: levels }, (_, depth) => `${" ".repeat(depth)}if a:\n`);
      return `${lines.join("")}${" ".repeat(levels)}def test_a(): pass\n`;
    },
  },
] satisfies Named<string>[];

const frames = {
  name: "frames",
  make: (size: number) => {
    const one = Buffer.from(frame([textHeader(":event-type", "a")], "{}")).toString("latin1");
    return one.repeat(Math.ceil(size / one.length));
  },
};
const lines = [
  run('data: {"type": '),
  run('"type": "', "data: {"),
  run('data: {"is_finished": '),
  run('"is_finished"', "{"),
  run('data: {"value": '),
  run("event: output\n"),
  run('data: {"completion":', "", "\n"),
  run('"token" ', "data: {"),
  run("\ndata:"),
];
const chunkOf = (data: string) => ({
  ...{ index: 0, type: undefined, data, enveloped: false, recorded: data, path: [], dataPath: [] },
});
const literal = (text: string) => JSON.stringify(text);
const asChunks = (text: string) => text.split(/(?<=\n)/).map((data, index) => ({ data, index }));
const around = (body: string) =>
  `{"test_id": null, "request": {"method": "POST", "url": "https://x/v1/y", "endpoint": "/v1/y", "model": "m", "body": ${body}}, "response": {"body": ${body}, "is_streaming": false}}`;
const chat = (call: string) =>
  around(
    JSON.stringify({
      choices: [
        {
          index: 0,
          message: { role: "assistant", tool_calls: [{ id: "a", type: "function", function: { name: "f", arguments: call } }] },
        },
      ],
    }),
  );

function refusalsIn(text: string): void {
  const { root } = parseYaml(text);
  if (root !== undefined) refusalsOf(text, root);
}

function readYaml(text: string): void {
  const { root } = parseYaml(text);
  if (root !== undefined) yamlValue(text, root);
}

/** The table: every function that sees recorded text, Python sources, pytest's output or what a user pastes. */
const readers: readonly Reader[] = [
  // Node ids and pytest's output.
  { name: "findNodeIds", call: findNodeIds, makers: [...ids, ...output] },
  { name: "parseNodeId", call: parseNodeId, makers: ids },
  { name: "baseId", call: baseId, makers: ids },
  { name: "writtenId", call: writtenId, makers: [run("\\u014d"), run("\\\\"), run("\\x4", "a")] },
  { name: "wordsOf", call: wordsOf, makers: [run('"a'), run("a "), run('"')] },
  { name: "unsafeNodeId", call: (text) => unsafeNodeId({ path: text, names: [text], param: text }), makers: ids },
  { name: "parseCollected", call: parseCollected, makers: [...ids, ...output] },
  { name: "PytestOutput, at once", call: (text) => new PytestOutput().write(`${text}\n`), makers: [...ids, ...output] },
  { name: "PytestOutput, in pieces", call: (text) => inPieces(text), makers: [...ids, ...output] },
  { name: "nameOf", call: (text) => nameOf([text]), makers: ids },
  {
    name: "an agent's answer",
    call: (text) => asText(safeAnswer({ parts: [{ text }], findings: [text, text] })),
    makers: [run("\u0001"), run("\n"), run("\r"), run("\t", "a"), run("<recorded-"), run("x"), run("\ud800")],
  },
  {
    name: "withoutValues",
    call: withoutValues,
    makers: [run("`"), run('"'), run("…"), run(" …"), run("a1", "", "!"), run("9,."), run("0123456789abcdef")],
  },
  {
    name: "startWithin",
    call: (text) => startWithin(text, text.length >> 3),
    makers: [run("é"), run("\ud83d\ude00"), run("\ud800"), run("x")],
  },
  { name: "isOfTest", call: (text) => isOfTest(text, `${text}x`), makers: ids },
  { name: "likeness", call: (text) => text.split("\n").map((name) => likeness("test_a", name)), makers: [] },
  // A suite's setup.
  { name: "readSetups", call: readSetups, makers: setups },
  { name: "urlsIn", call: (text) => recorder.urlsIn(`"url": "https://${text}`), makers: [...json, run('"url": "https://a')] },
  {
    name: "urlsIn of cassettes",
    call: (text) => vcrRecorder.urlsIn(text),
    makers: [run("    uri: https://a\n"), run("- "), run(" "), run("uri: "), run("uri: https://a")],
  },
  {
    name: "fixedVariables",
    call: fixedVariables,
    makers: [run('os.environ["A"] = "b"\n'), run("setenv("), run('environ["a'), run('setenv("A", "')],
  },
  {
    name: "readNotes",
    call: (text) => readNotes(text, "/"),
    makers: [run('{"test": "a", "path": "b", "wrote": true}\n'), run("{")],
  },
  { name: "readStackConfigs", call: readStackConfigs, makers: json },
  {
    name: "chooseSetup",
    call: (text) => chooseSetup([{ name: "a", models: [text.slice(0, 50)] }], [text], [text]),
    makers: setups,
  },
  {
    name: "requiredVariables",
    call: (text) => requiredVariables(providerKeys, [`https://bedrock${text}`, text], [], {}),
    makers: [],
  },
  { name: "shownCommandLine", call: (text) => shownCommandLine({ command: "a", args: [text] }), makers: [] },
  // Python sources.
  { name: "sourceModule", call: (text) => sourceModule(text, undefined), makers: sources },
  { name: "cassetteSource", call: (text) => cassetteSource("/p/test_x.py", text), makers: [...sources, ...cassetteCode] },
  { name: "the test of a cassette", call: (text) => cassetteProject.of(text), makers: cassettePaths },
  // JSON.
  { name: "parseDocument", call: parseDocument, makers: json },
  { name: "YAML and its values", call: (text) => readYaml(text), makers: [...yaml, ...json] },
  { name: "readJson", call: (text) => tried(() => readJson(text)), makers: json },
  { name: "withoutDepths", call: withoutDepths, makers: json },
  { name: "parsePython", call: (text) => tried(() => parsePython(text)), makers: json },
  { name: "readMembers", call: (text) => tried(() => readMembers(`{"a": ${text}}`, 0)), makers: json },
  { name: "readAsked", call: (text) => readAsked(text, undefined), makers: json },
  {
    name: "readQuestion",
    call: (text) => readQuestion(formats, text),
    makers: [...json, ...ids, ...misses, run("0", "", "x"), run("0123456789ab")],
  },
  { name: "placesOf, by a tree", call: (text) => placesOf(text).rangeOf(["a", 0]), makers: json },
  { name: "placesOf, offsets", call: (text) => placesOf(text).pathAt(text.length >> 1), makers: json },
  { name: "scanRange", call: (text) => scanRange(text, ["a", 0, "b"], "key"), makers: json },
  { name: "prettyJson", call: prettyJson, makers: json },
  { name: "readableBody of values", call: (text) => readableBody([tried(() => readJson(text))]), makers: json },
  { name: "readableBody of lines", call: (text) => readableBody(text.split("\n")), makers: [] },
  {
    name: "matcherDifferences",
    call: (text) => matcherDifferences({ method: "POST", url: text }, { method: "POST", url: "" }),
    makers: [
      run("&a=b", "https://x/?"),
      run(";", "https://x/"),
      run(":", "https://"),
      run("@", "https://"),
      run("+", "https://x/?a="),
    ],
  },
  {
    name: "what a matcher says",
    call: (text) => matcherOf({ name: "query", message: text }),
    makers: [run("('a', 'b'), ", "["), run("('a", "["), run(" != ")],
  },
  { name: "readable, arguments", call: (text) => readable("x.json", chat(text)), makers: json },
  { name: "readable, body", call: (text) => readable("x.json", around(literal(text))), makers: json },
  { name: "pythonLiteral", call: (text) => pythonLiteral(tried(() => readJson(text)) ?? text), makers: json },
  { name: "firstTestId", call: (text) => firstTestId(`{"test_id": "${text}`), makers: json },
  { name: "summarizeTest", call: (text) => summarizeTests("file:///x.json", text, formats), makers: json },
  // Request hashes.
  { name: "roundedText", call: roundedText, makers: normalized },
  { name: "textWithoutMetadata", call: textWithoutMetadata, makers: normalized },
  { name: "mayChange", call: (text) => mayChange(dumpString(text)), makers: normalized },
  { name: "parsePythonUrl", call: parsePythonUrl, makers: [run("/", "http:"), run(";", "http://a/"), run("a", "", ":")] },
  { name: "partsOfName, isHash", call: (text) => [partsOfName(text), isHash(text)], makers: [run("0"), run("models-0")] },
  { name: "hashesIn", call: hashesIn, makers: [run("0"), run("models-0"), run("rec-0123456789ab ")] },
  // Server-sent events.
  { name: "sseEvents, a line a chunk", call: (text) => sseEvents(asChunks(text)), makers: events },
  { name: "sseEvents, one chunk", call: (text) => sseEvents([{ data: text, index: 0 }]), makers: events },
  { name: "sseEvents, cut anywhere", call: (text) => sseEvents(cutAnywhere(text)), makers: events },
  { name: "linesOf", call: (text) => linesOf(asChunks(text)), makers: events },
  { name: "jsonOf", call: jsonOf, makers: json },
  // Amazon's event streams, and what says of which family a chunk is.
  { name: "readEventStream", call: (text) => readEventStream(Buffer.from(text, "latin1")), makers: [run("\0"), frames] },
  { name: "familyOfChunk", call: (text) => familyOfChunk(chunkOf(text)), makers: [...events, ...lines] },
  { name: "frameIn", call: (text) => frameIn({ headers: { ":event-type": "chunk" }, payload: { bytes: text } }), makers: json },
  // Credentials.
  { name: "maskPointer", call: maskPointer, makers: secrets },
  { name: "maskQuotes", call: (text) => maskQuotes(text, [text]), makers: secrets },
  { name: "credentialsIn", call: credentialsIn, makers: secrets },
  {
    name: "carriers",
    call: (text) => [hasCarrier(text), carriedIn(text, "uri"), cookiesIn(text, "cookie")],
    makers: [
      run("a=", ""),
      run("; "),
      run("a=bbbbbbbbbbbbbbbbbbbb; "),
      run("?key="),
      run("&se="),
      run(" ", "key"),
      run("key\\\\"),
      ...secrets,
    ],
  },
  { name: "refusalsOf", call: refusalsIn, makers: [run("- !!x a\n"), run("? [a]\n: b\n"), run("A", "a: !!binary "), ...yaml] },
  { name: "looksRandom", call: (text) => looksRandom(text), makers: [run("<", "a"), run("ab<")] },
  {
    name: "bodyDifferences",
    call: (text) => differing(text, `${text}x`),
    makers: [
      run("--b\r\n", "--b\r\n"),
      run("a=1&"),
      run("--b\r\n\r\n\r\n", "", "--b--"),
      run("{}\n"),
      run('; name="', "--b\r\n"),
    ],
  },
  { name: "replayedEvent", call: (text) => replayedEvent(`{"event": ${text}`), makers: [] },
  // What is shown.
  { name: "textDifference", call: (text) => textDifference(text, `${text.slice(1)}x`), makers: [] },
  { name: "printable, oneLine, shorten", call: (text) => [printable(text), oneLine(text), shorten(text, 80)], makers: [] },
  { name: "lines for a terminal", call: (text) => [printedLines(text), printedLine(text)], makers: [] },
  {
    name: "inline, block, shortenMiddle",
    call: (text) => [inline(text), block(text), shortenMiddle(text, 80)],
    makers: [run("www."), run("://"), run("`a")],
  },
  { name: "withMarks, oneLineOf", call: (text) => [withMarks(text), oneLineOf(text, 80)], makers: [run(" a")] },
  {
    name: "looksLikeMarkdown",
    call: looksLikeMarkdown,
    makers: [run("- - "), run("[", "", "]("), run("**"), run("*a "), run("|a", "", "x")],
  },
  { name: "shellWord", call: shellWord, makers: [] },
];

const tried = (work: () => unknown): unknown => {
  try {
    return work();
  } catch {
    return undefined;
  }
};

function inPieces(text: string): void {
  const all = new PytestOutput();
  for (let at = 0; at < text.length; at += 500) all.write(text.slice(at, at + 500));
}

function cutAnywhere(text: string) {
  const chunks = [];
  for (let at = 0; at < text.length; at += 7) chunks.push({ data: text.slice(at, at + 7), index: chunks.length });
  return chunks;
}

describe.each(readers)("$name takes time in proportion to its text", ({ call, makers = [] }) => {
  it("of any kind", { timeout: 120_000 }, () => {
    const found = [...anyText, ...makers].flatMap(({ name, make }) => {
      const growth = superlinear(make, call);
      return growth ? [`${name}: ${growth.factors.join(", ")} times from ${growth.size} characters on`] : [];
    });
    expect(found).toEqual([]);
  });
});
