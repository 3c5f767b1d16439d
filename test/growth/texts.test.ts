/** Every function that sees recorded text, or what a user pastes, takes time in proportion to it. One line a function. */
import { oneLineOf, withMarks } from "../../client/webview/format";
import { looksLikeMarkdown } from "../../client/webview/text/markdown";
import { prettyJson } from "../../client/webview/text/json";
import { linesOf as printedLines, oneLineOf as printedLine } from "../../server/src/cli/output";
import { isHash } from "../../server/src/cli/asked";
import { readQuestion } from "../../server/src/features/explain";
import { matcherOf } from "../../server/src/features/misses/matchers";
import { matcherDifferences } from "../../server/src/recording/http/matching";
import { block, inline, shortenMiddle } from "../../server/src/features/markdown";
import { shellWord } from "../../server/src/recording/shellWord";
import { pythonLiteral } from "../../server/src/features/streamView/copies/python";
import { readableBody } from "../../server/src/features/streamView/readableBody";
import { formats } from "../../server/src/formats/formats";
import { firstTestId } from "../../server/src/formats/ogx/testIdPlace";
import { summarizeTests } from "../../server/src/index/scan/summarize";
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
import { replayedEvent } from "../../server/src/pytest/cassettes/replayed";
import { readEventStream } from "../../server/src/source/eventStream";
import { parseYaml } from "../../server/src/source/yaml/parse";
import { yamlValue } from "../../server/src/source/yaml/value";
import { readable } from "../../server/src/rerecord/readable";
import { carriedIn, cookiesIn, hasCarrier } from "../../server/src/rules/secrets/carriers";
import { refusalsOf } from "../../server/src/rules/cassette/refusals";
import { credentialsIn } from "../../server/src/rules/secrets/detector";
import { looksRandom } from "../../server/src/rules/secrets/entropy";
import { maskPointer, maskQuotes } from "../../server/src/rules/secrets/mask";
import { run } from "./makers";
import { takeTimeInProportion } from "./reader";
import { ids, misses, json, yaml, normalized, secrets, events, frames, lines } from "./texts";

function differing(one: string, other: string): unknown {
  const sent = (text: string) => ({ headers: {}, bytes: Buffer.from(text) });
  return bodyDifferences(sent(one), sent(other));
}

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
const tried = (work: () => unknown): unknown => {
  try {
    return work();
  } catch {
    return undefined;
  }
};

function cutAnywhere(text: string) {
  const chunks = [];
  for (let at = 0; at < text.length; at += 7) chunks.push({ data: text.slice(at, at + 7), index: chunks.length });
  return chunks;
}
takeTimeInProportion([
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
]);
