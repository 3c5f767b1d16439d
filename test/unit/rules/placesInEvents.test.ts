/** What is found in an event of a stream stands at the field that is wrong, however the file spells the event. */
import { describe, expect, it } from "vitest";
import { readRecordingFile } from "../../../server/src/formats/readDocument";
import { check } from "../../../server/src/rules/check";
import { recordingText } from "../../support/recordings";

const chunk = (choice: object, rest: object = {}) => ({
  ...{ id: "c1", object: "chat.completion.chunk", created: 1, model: "m" },
  choices: [{ index: 0, delta: {}, finish_reason: null, ...choice }],
  ...rest,
});
const begin = chunk({ delta: { role: "assistant", content: "It's" } });
const end = chunk({ finish_reason: "stop" });
const late = chunk({ delta: { content: "far too late" } });
const event = (data: object) => `data: ${JSON.stringify(data)}\n\n`;

const cassette = (spelled: string) => `interactions:
- request:
    body: '{"model": "m", "stream": true, "messages": []}'
    headers: {}
    method: POST
    uri: https://api.openai.com/v1/chat/completions
  response:
    body:
      string: ${spelled}
    headers:
      content-type: [text/event-stream]
    status: {code: 200, message: OK}
version: 1
`;

/** As PyYAML folds a long text: at blanks, and each line break as a blank line. */
const folded = (text: string) =>
  `'${text.replaceAll("'", "''").replaceAll("\n", "\n\n        ").replaceAll("far too", "far\n        too")}'`;

/** Of a rule's findings the text that each stands on. */
function marked(name: string, text: string, rule: string): readonly string[] {
  const found = check(readRecordingFile(name, text)).filter(({ code }) => code === rule);
  return found.map(({ range }) => text.slice(range.start, range.end).replaceAll(/\s+/g, " "));
}

describe("a finding in an event", () => {
  const yaml = "/w/tests/cassettes/test_a/test_b.yaml";
  const lines = (...texts: readonly string[]) => recordingText(texts, true);

  it("stands at its field in a folded YAML stream", () => {
    const stream = [begin, end, late].map(event).join("");
    expect(marked(yaml, cassette(folded(stream)), "stream.after-finish")).toEqual(['"far too late"']);
    expect(marked(yaml, cassette(JSON.stringify(stream)), "stream.after-finish")).toEqual([String.raw`\"far too late\"`]);
  });

  it("stands at its field in an OGX text chunk", () => {
    const text = lines(...[begin, end, late].map(event), "data: [DONE]\n\n");
    expect(marked("a.json", text, "stream.after-finish")).toEqual([String.raw`\"far too late\"`]);
    const misshapen = lines(event(begin), event(chunk({ delta: { content: 5 } })), event(end), "data: [DONE]\n\n");
    expect(marked("a.json", misshapen, "chunk.shape")).toEqual(["5"]);
  });

  it("stands at the field of an event that is misshapen as a whole", () => {
    const text = lines(event(begin), event({ ...end, choices: 3 }), "data: [DONE]\n\n");
    expect(marked("a.json", text, "chunk.shape")).toEqual(["3"]);
  });

  it.each([
    ["comes on two lines", [event(begin), event(end), event(late).replace(',"choices"', ',\ndata: "choices"')]],
    ["shares its chunk with another", [event(begin), event(end), event(late) + event(chunk({}))]],
    ["was cut by the network", [event(begin), event(end), event(late).slice(0, 60), event(late).slice(60)]],
  ])("stands at the whole chunk where the event %s", (_, texts) => {
    const [found] = marked("a.json", lines(...texts), "stream.after-finish");
    expect(JSON.parse(found ?? "")).toBe(texts.at(-1));
  });
});
