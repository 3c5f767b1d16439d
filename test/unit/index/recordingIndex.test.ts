import { describe, expect, test } from "vitest";
import { RecordingIndex } from "../../../server/src/index/store/recordingIndex";
import { storedOf } from "../../../server/src/index/store/stored";
import type { RecordingSummary } from "../../../server/src/index/store/summary";
import { uriOfPath } from "../../../server/src/index/uris";
import { recordedBy } from "../../support/summaries";

const hash = "0123456789ab".padEnd(64, "c");
const names = (found: readonly { readonly uri: string }[]) => found.map(({ uri }) => uri.slice(uri.lastIndexOf("/") + 1));

function indexOf(...recordings: [path: string, testId: string | null][]): RecordingIndex {
  const index = new RecordingIndex();
  index.update(recordings.map(([path, testId]) => recordedBy(testId, path)));
  return index;
}

describe("the recordings of a test", () => {
  const index = indexOf(
    ["/work/a/tests/recordings/1.json", "tests/test_chat.py::test_hello[gpt-4o]"],
    ["/work/a/tests/recordings/2.json", "tests/test_chat.py::test_hello[llama]"],
    ["/work/a/common/recordings/3.json", "tests/test_chat.py::TestTools::test_call"],
    ["/work/b/tests/recordings/4.json", "tests/test_chat.py::test_hello[gpt-4o]"],
    ["/work/a/tests/recordings/5.json", null],
  );
  const module = uriOfPath("/work/a/tests/test_chat.py");

  test("are found by node id, with or without its parameters", () => {
    expect(names(index.byTestId("tests/test_chat.py::test_hello[llama]"))).toEqual(["2.json"]);
    expect(names(index.byBaseTestId("tests/test_chat.py::test_hello"))).toEqual(["1.json", "4.json", "2.json"]);
    expect(index.byTestId("tests/test_chat.py::test_hello")).toEqual([]);
  });

  test("are those of its own project, where two projects have the same tests", () => {
    expect(names(index.ofTest(module, ["test_hello"]).map(({ summary }) => summary))).toEqual(["1.json", "2.json"]);
    expect(names(index.ofTest(uriOfPath("/work/b/tests/test_chat.py"), ["test_hello"]).map(({ summary }) => summary))).toEqual([
      "4.json",
    ]);
  });

  test("may lie in any folder of the project", () => {
    expect(names(index.ofTest(module, ["TestTools"]).map(({ summary }) => summary))).toEqual(["3.json"]);
    expect(index.ofModule(module)).toHaveLength(3);
  });

  test("are not those of a module whose path merely ends alike", () => {
    expect(index.ofModule(uriOfPath("/work/a/more_tests/test_chat.py"))).toEqual([]);
    expect(index.ofModule(uriOfPath("/work/a/tests/my_test_chat.py"))).toEqual([]);
  });
});

describe("a list of recordings", () => {
  const recordings = ["3", "1", "2"].map((name, at) => {
    const one = recordedBy("tests/test_é.py::test_f", `/w/recordings/${hash.slice(0, 63)}${name}.json`);
    return {
      ...one,
      preview: `Grüße 🎉 ${name}`,
      model: at === 2 ? undefined : "m",
      conversation: ["a", "b", "c"].slice(0, 3 - at),
    };
  });
  const index = new RecordingIndex();
  index.update([...recordings, recordedBy(null, "/w/recordings/notes.json")]);
  const shown = ({ id, uri, testId, model, family, asked, preview, conversation }: RecordingSummary) => {
    return { id, uri, testId, model, family, asked, preview, messages: conversation.length };
  };

  test("shows what the whole of each says, in the same order: by turns", () => {
    const listings = index.listings({ testId: "tests/test_é.py::test_f" });
    expect(listings.map(({ preview }) => preview)).toEqual(["Grüße 🎉 2", "Grüße 🎉 1", "Grüße 🎉 3"]);
    expect(listings).toEqual(index.byTestId("tests/test_é.py::test_f").map(shown));
  });

  test("may be of a request, or of all there are", () => {
    expect(index.listings({ hash: hash.slice(0, 20) })).toEqual(index.byHash(hash.slice(0, 20)).map(shown));
    expect(index.listings({ hash: `${hash.slice(0, 63)}1` }).map(({ preview }) => preview)).toEqual(["Grüße 🎉 1"]);
    expect(index.listings()).toEqual(index.all().map(shown));
    expect(index.listings({ testId: "tests/test_é.py::test_g" })).toEqual([]);
  });
});

test("a module in a folder with spaces and accents has its recordings", () => {
  const index = indexOf(["/tmp/müll & co/[x]/tests/recordings/1.json", "tests/test_a.py::test_f"]);
  expect(index.ofModule(uriOfPath("/tmp/müll & co/[x]/tests/test_a.py"))).toHaveLength(1);
});

describe("the recordings of a request", () => {
  const index = indexOf(
    [`/a/recordings/${hash}.json`, null],
    [`/b/recordings/0123456789ab.json`, null],
    ["/c/recordings/notes.json", null],
  );

  test.each([hash, "0123456789ab"])("are found by %s, in names of both lengths", (wanted) => {
    expect(index.byHash(wanted)).toHaveLength(2);
  });

  test("are not those of another request that starts alike", () => {
    expect(names(index.byHash("0123456789ab".padEnd(64, "d")))).toEqual(["0123456789ab.json"]);
  });
});

describe("the index", () => {
  test("forgets a recording everywhere at once", () => {
    const index = indexOf([`/a/tests/recordings/${hash}.json`, "tests/test_a.py::test_f"]);
    index.remove(index.uris());
    expect([index.size, index.byHash(hash), index.byTestId("tests/test_a.py::test_f"), index.all()]).toEqual([0, [], [], []]);
    expect(index.ofModule(uriOfPath("/a/tests/test_a.py"))).toEqual([]);
  });

  test("moves a recording to the test that it names now", () => {
    const index = indexOf(["/a/tests/recordings/1.json", "tests/test_a.py::test_old"]);
    index.update([recordedBy("tests/test_a.py::test_new", "/a/tests/recordings/1.json")]);
    expect(index.size).toBe(1);
    expect(index.byTestId("tests/test_a.py::test_old")).toEqual([]);
    expect(index.byTestId("tests/test_a.py::test_new")).toHaveLength(1);
  });

  test("tells what changed, and nothing about files it never knew", () => {
    const index = new RecordingIndex();
    const told: string[][] = [];
    const stop = index.onChange((uris) => told.push(names(uris.map((uri) => ({ uri })))));
    index.update([recordedBy(null, "/a/recordings/1.json")]);
    index.remove([uriOfPath("/a/recordings/1.json"), uriOfPath("/a/recordings/never.json")]);
    index.remove([uriOfPath("/a/recordings/never.json")]);
    stop();
    index.update([recordedBy(null, "/a/recordings/2.json")]);
    expect(told).toEqual([["1.json"], ["1.json"]]);
  });

  test("does not tell of a file that was only read again, but of one that changed, though its summary says the same", () => {
    const index = new RecordingIndex();
    const read = (stamp: string) => storedOf(recordedBy(null, "/a/recordings/1.json"), { stamp, partial: false });
    const told: (readonly string[])[] = [];
    index.onChange((uris) => told.push(uris));
    index.store([read("1")]);
    index.store([read("1")]);
    index.store([read("2")]);
    expect(told).toHaveLength(2);
  });

  test("says whether something went, and which tests' recordings changed", () => {
    const index = new RecordingIndex();
    const told: [isLoss: boolean, testIds: readonly string[]][] = [];
    index.onChange((_, isLoss, testIds) => told.push([isLoss, [...testIds]]));
    index.update([recordedBy("tests/test_a.py::test_old", "/a/tests/recordings/1.json")]);
    index.update([recordedBy("tests/test_a.py::test_new", "/a/tests/recordings/1.json")]);
    index.remove(index.uris());
    expect(told).toEqual([
      [false, ["tests/test_a.py::test_old"]],
      [true, ["tests/test_a.py::test_old", "tests/test_a.py::test_new"]],
      [true, ["tests/test_a.py::test_new"]],
    ]);
  });
});

describe("a cassette, which names no test,", () => {
  const uri = uriOfPath("/a/tests/cassettes/test_a/test_f.yaml");
  const cassette = ["0", "1"].map((at): RecordingSummary => {
    return { ...recordedBy(null, "/a/tests/cassettes/test_a/test_f.yaml"), id: `${uri}#/interactions/${at}`, format: "vcr" };
  });
  const linkedTo = (...testIds: string[]) => {
    const index = new RecordingIndex();
    index.update(cassette);
    index.link(new Map([[uri, testIds]]));
    return index;
  };
  const [f, g] = ["tests/test_a.py::test_f", "tests/test_a.py::test_g[1]"];

  test("is one of those that their path leads to a test", () => {
    const index = linkedTo();
    expect([...index.namedByPath]).toEqual([uri]);
    expect([index.linkedTests(uri), index.byTestId(f)]).toEqual([[], []]);
    index.remove([uri]);
    expect([index.namedByPath.size, index.size]).toEqual([0, 0]);
  });

  test("is found by each of its tests, all its recordings", () => {
    const index = linkedTo(f, g);
    expect(index.byTestId(f).map(({ id, testId }) => [id, testId])).toEqual(cassette.map(({ id }) => [id, f]));
    expect(index.byBaseTestId("tests/test_a.py::test_g")).toHaveLength(2);
    expect(index.ofModule(uriOfPath("/a/tests/test_a.py"))).toHaveLength(4);
    const parameters = [...index.parametersIn("tests/test_a.py")].map(([name, found]) => [name, [...found]]);
    expect(parameters).toEqual([
      ["test_f", [undefined]],
      ["test_g", ["1"]],
    ]);
  });

  test("leaves the tests that it belongs to no more, and who listens hears of it once", () => {
    const index = linkedTo(f, g);
    const stamp = index.moduleStamp(uriOfPath("/a/tests/test_a.py"));
    const told: [number, boolean][] = [];
    index.onChange((ids, isLoss) => told.push([ids.length, isLoss]));
    for (let times = 0; times < 2; times++) index.link(new Map([[uri, [g]]]));
    expect(told).toEqual([[2, true]]);
    expect([index.byTestId(f).length, index.byTestId(g).length]).toEqual([0, 2]);
    expect(index.moduleStamp(uriOfPath("/a/tests/test_a.py"))).toBeGreaterThan(stamp);
  });

  test("keeps its tests when it is read again, and has none of them once its recordings name their own", () => {
    const index = linkedTo(f);
    index.update(cassette.slice(0, 1));
    expect(index.byTestId(f)).toHaveLength(1);
    index.update(cassette.map((each) => ({ ...each, testId: g })));
    expect([index.linkedTests(uri), index.namedByPath.size]).toEqual([[], 0]);
    expect([index.byTestId(f).length, index.byTestId(g).length]).toEqual([0, 2]);
  });
});
