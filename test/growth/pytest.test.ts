/** Node ids, pytest's output, a suite's setup and Python sources are read in time in proportion to them. One line a function. */
import { isOfTest } from "../../server/src/cli/asked";
import { asText, safeAnswer } from "../../server/src/features/agent/answer";
import { startWithin } from "../../server/src/features/agent/budget";
import { withoutValues } from "../../server/src/features/agent/checkRecordings";
import { sourceModule } from "../../server/src/index/tests/sourceModule";
import { cassetteSource } from "../../server/src/pytest/cassettes/source";
import { parseCollected } from "../../server/src/pytest/collected";
import { likeness } from "../../server/src/pytest/likeness";
import { baseId, findNodeIds, parseNodeId, unsafeNodeId } from "../../server/src/pytest/nodeId";
import { wordsOf } from "../../server/src/features/recordingTree/filter";
import { writtenId } from "../../server/src/pytest/writtenId";
import { shownCommandLine } from "../../server/src/rerecord/commandLine";
import { nameOf } from "../../server/src/rerecord/describe";
import { providerKeys } from "../../server/src/formats/providerKeys";
import { requiredVariables } from "../../server/src/rerecord/environment";
import { recorder } from "../../server/src/formats/ogx/recorder";
import { recorder as vcrRecorder } from "../../server/src/formats/vcr/recorder";
import { fixedVariables } from "../../server/src/rerecord/environment";
import { readNotes } from "../../server/src/rerecord/notes";
import { chooseSetup, readSetups, readStackConfigs } from "../../server/src/formats/ogx/setups";
import { PytestOutput } from "../../server/src/rerecord/pytestOutput";
import { run } from "./makers";
import { takeTimeInProportion } from "./reader";
import { ids, output, setups, json, cassetteCode, cassetteProject, cassettePaths, sources } from "./texts";

function inPieces(text: string): void {
  const all = new PytestOutput();
  for (let at = 0; at < text.length; at += 500) all.write(text.slice(at, at + 500));
}

takeTimeInProportion([
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
]);
