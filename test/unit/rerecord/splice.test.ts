/** Some recordings of a cassette taken as they were recorded again, the others kept: what the file then holds, byte for byte. */
import { describe, expect, it } from "vitest";
import { readDocument } from "../../../server/src/formats/readDocument";
import { pairsOf } from "../../../server/src/recording/pairs";
import { listItems } from "../../../server/src/source/listItems";
import { splice } from "../../../server/src/rerecord/splice";
import { jsonCall, jsonCassette, parallelCassette, yamlCall, yamlCassette } from "../../support/cassetteTexts";
import { seeded } from "../../support/seeded";

const name = "cassettes/test_chat.yaml";
const read = (text: string) => readDocument(name, text);
const spliced = (before: string, after: string, ...numbers: readonly number[]) => splice(read(before), read(after), numbers);

/** Of each pair the numbers of the recordings in the two versions. */
const pairs = (before: string, after: string) =>
  pairsOf(read(before).recordings, read(after).recordings).map((pair) => [pair.before?.index, pair.after?.index]);

const [oslo, paris, rome] = [yamlCall("Oslo?", "Cold."), yamlCall("Paris?", "Warm."), yamlCall("Rome?", "Hot.")];
const [oslo2, paris2, rome2] = [yamlCall("Oslo?", "Colder."), yamlCall("Paris?", "Warmer."), yamlCall("Rome?", "Hotter.")];

describe("Recordings of two versions of a cassette belong together", () => {
  it("by their request, wherever they stand", () => {
    expect(pairs(yamlCassette(oslo, paris), yamlCassette(paris2, oslo2))).toEqual([
      [1, 0],
      [0, 1],
    ]);
  });

  it("in their order, where they ask the same", () => {
    expect(pairs(yamlCassette(oslo, oslo), yamlCassette(oslo2, oslo, oslo))).toEqual([
      [0, 0],
      [1, 1],
      [undefined, 2],
    ]);
  });

  it("where the request changed, in the same place between others", () => {
    expect(pairs(yamlCassette(oslo, paris, rome), yamlCassette(oslo, yamlCall("Bern?", "Mild."), rome))).toEqual([
      [0, 0],
      [1, 1],
      [2, 2],
    ]);
  });

  it("and what is gone stands behind what it stood behind", () => {
    expect(pairs(yamlCassette(paris, oslo, rome), yamlCassette(oslo, yamlCall("Bern?", "Mild.")))).toEqual([
      [0, undefined],
      [1, 0],
      [2, 1],
    ]);
  });
});

describe("A file with some recordings as they are now", () => {
  it("takes one, and keeps the others and all around them byte for byte", () => {
    const frame = (...calls: readonly string[]) => `# by hand\ninteractions:\n${calls.join("# a remark\n")}\nversion: 1 # ours`;
    expect(spliced(frame(oslo, paris, rome), yamlCassette(oslo2, paris2, rome2), 1)).toEqual({
      text: frame(oslo, paris2, rome),
    });
  });

  it("puts new ones where they were recorded, and leaves out what is gone only when that is asked for", () => {
    const [before, after] = [yamlCassette(oslo, paris), yamlCassette(rome, oslo)];
    expect(pairs(before, after)).toEqual([
      [undefined, 0],
      [0, 1],
      [1, undefined],
    ]);
    expect(spliced(before, after, 0)).toEqual({ text: yamlCassette(rome, oslo, paris) });
    expect(spliced(before, after, 2)).toEqual({ text: yamlCassette(oslo) });
    expect(spliced(before, after, 0, 2)).toEqual({ text: yamlCassette(rome, oslo) });
  });

  it("stands in the order of the new version, since replay goes by it", () => {
    const [before, after] = [yamlCassette(oslo, paris), yamlCassette(paris2, oslo2)];
    expect(spliced(before, after, 0)).toEqual({ text: yamlCassette(paris2, oslo) });
    expect(spliced(before, after)).toEqual({ text: before });
  });

  it("has the line ends that it had", () => {
    const windows = (text: string) => text.replaceAll("\n", "\r\n");
    expect(spliced(windows(yamlCassette(oslo, paris)), yamlCassette(oslo2, paris2), 0)).toEqual({
      text: windows(yamlCassette(oslo2, paris)),
    });
  });

  it("goes without a final line break where it did", () => {
    const before = `version: 1\ninteractions:\n${oslo}${paris}`.trimEnd();
    const after = `version: 1\ninteractions:\n${oslo2}${paris2}`;
    expect(spliced(before, after, 1)).toEqual({ text: `version: 1\ninteractions:\n${oslo}${paris2}`.trimEnd() });
  });

  it("keeps the empty lines that end a recording's last text", () => {
    const kept = (question: string, text: string) =>
      `- request:\n    body: ${question}\n    headers: {}\n    method: POST\n    uri: https://a.test/\n  response:\n    body:\n      string: |+\n        ${text}\n\n\n`;
    const [before, after] = [yamlCassette(kept("a", "one"), kept("b", "two")), yamlCassette(kept("b", "2"), kept("a", "1"))];
    expect(spliced(before, after, 1)).toEqual({ text: yamlCassette(kept("b", "two"), kept("a", "1")) });
  });

  it("is JSON where it was", () => {
    const before = jsonCassette(jsonCall("Oslo?", "Cold."), jsonCall("Paris?", "Warm."));
    const after = jsonCassette(jsonCall("Oslo?", "Colder."), jsonCall("Rome?", "Hot."), jsonCall("Paris?", "Warmer."));
    expect(spliced(before, after, 1)).toEqual({
      text: jsonCassette(jsonCall("Oslo?", "Cold."), jsonCall("Rome?", "Hot."), jsonCall("Paris?", "Warm.")),
    });
    expect(spliced(before, after, 0, 1, 2)).toEqual({ text: after });
  });

  it("takes question and answer together where a serializer keeps them apart", () => {
    const before = parallelCassette(["Oslo?", "Cold."], ["Paris?", "Warm."]);
    const after = parallelCassette(["Rome?", "Hot."], ["Oslo?", "Colder."], ["Paris?", "Warmer."]);
    expect(spliced(before, after, 0, 2)).toEqual({
      text: parallelCassette(["Rome?", "Hot."], ["Oslo?", "Cold."], ["Paris?", "Warmer."]),
    });
  });
});

describe("A file can be accepted only as a whole", () => {
  const whole = (what: string) => ({ whole: `${what}, so it can be accepted only as a whole.` });

  it("where its values stand for others", () => {
    const shared = yamlCassette(
      oslo.replace("headers:", "headers: &id001"),
      paris.replace(/headers:\n.*\n.*\n/, "headers: *id001\n"),
    );
    expect(spliced(shared, yamlCassette(oslo2, paris2), 0)).toEqual(whole("The file has values that stand for others"));
  });

  it("where it is indented otherwise", () => {
    const indented = yamlCassette(oslo, paris).replaceAll(/^(?=[- ])/gm, "  ");
    expect(spliced(indented, yamlCassette(oslo2, paris2), 0)).toEqual(
      whole("The file is indented otherwise than it is recorded now"),
    );
  });

  it("where it has another form", () => {
    const before = jsonCassette(jsonCall("Oslo?", "Cold."));
    expect(spliced(before, yamlCassette(oslo2), 0)).toEqual(whole("The file has another form than it is recorded in now"));
  });

  it("where it cannot be read", () => {
    const broken = yamlCassette(oslo, paris).slice(0, -300);
    expect(spliced(`${broken}\n  '`, yamlCassette(oslo2), 0)).toEqual(whole("The file cannot be read in both versions"));
  });

  it("where its recordings share lines", () => {
    const flow = "interactions: [{request: {body: a}, response: {body: b}}]\nversion: 1\n";
    expect(spliced(flow, yamlCassette(oslo2), 0)).toEqual(whole("The recordings of the file do not stand apart from each other"));
  });

  it("where nothing would be left in it", () => {
    expect(spliced(yamlCassette(oslo, paris), yamlCassette(rome2), 1)).toMatchObject({ text: expect.any(String) as string });
    expect(spliced(yamlCassette(oslo), yamlCassette(yamlCall("Oslo?", "x", { host: "b.test" }), rome), 0, 1, 2)).toEqual({
      text: yamlCassette(yamlCall("Oslo?", "x", { host: "b.test" }), rome),
    });
  });
});

describe("Of cassettes made at random", () => {
  const random = seeded(7);
  const below = (most: number) => Math.floor(random() * most);
  const questions = ["Oslo?", "Paris?", "Rome?", "Bern?", "Wien?"];
  const some = (make: (question: string, answer: string) => string) =>
    Array.from({ length: 1 + below(5) }, () => make(questions[below(5)] ?? "", `answer ${below(4)}`));
  const makers: readonly (() => string)[] = [
    () => yamlCassette(...some((question, answer) => yamlCall(question, answer, { spelling: below(4) }))),
    () => parallelCassette(...Array.from({ length: 1 + below(5) }, () => [questions[below(5)] ?? "", `a ${below(4)}`] as const)),
    () =>
      jsonCassette(
        ...some((question, answer) => `${question} ${answer}`).map((each) =>
          jsonCall(...(each.split(" ", 2) as [string, string])),
        ),
      ),
  ];
  const cases = Array.from({ length: 300 }, (_, number) => {
    const make = makers[number % makers.length]!;
    return { before: make(), after: make() };
  });
  /** The stretches that make each recording, and what stands around its lists. */
  const stretches = (text: string) => {
    const { source, format } = read(text);
    const lists = (format.listsIn?.(source.written) ?? []).map((list) => listItems(source, list)!);
    const items = lists[0]!.items.map((_, at) => lists.map((list) => list.items[at]!.text));
    return { items, around: lists.map(({ start, end }) => [text.slice(0, start).slice(-12), text.slice(end)]) };
  };

  it("none taken is the old file, and all taken says what the new one says", () => {
    for (const { before, after } of cases) {
      expect(spliced(before, after)).toEqual({ text: before });
      const all = spliced(before, after, ...pairs(before, after).keys());
      expect("text" in all && read(all.text).source.written).toEqual(read(after).source.written);
    }
  });

  it("any choice holds what was chosen, and every other recording by its old bytes", () => {
    for (const { before, after } of cases) {
      const all = pairs(before, after);
      const numbers = [...all.keys()].filter(() => below(2) === 0);
      const made = spliced(before, after, ...numbers);
      const expected = all.flatMap(([old, now], number) => {
        const [side, index] = numbers.includes(number) ? [after, now] : [before, old];
        return index === undefined ? [] : [stretches(side).items[index]];
      });
      if (expected.length === 0) expect(made).toEqual({ whole: "No recording would be left in the file." });
      else if (numbers.length === 0) expect(made).toEqual({ text: before });
      else expect("text" in made && stretches(made.text).items).toEqual(expected);
      expect("text" in made ? stretches(made.text).around.at(-1) : undefined).toEqual(
        "text" in made ? stretches(before).around.at(-1) : undefined,
      );
    }
  });
});
