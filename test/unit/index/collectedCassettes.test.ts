import { expect, test } from "vitest";
import { CollectedCassettes } from "../../../server/src/index/tests/collectedCassettes";
import { uriOfPath } from "../../../server/src/index/uris";

const root = uriOfPath("/work/p");
const path = "/work/p/tests/cassettes/one.yaml";
const said = (testId: string) => ({ testId, path });
const module = "/work/p/tests/test_a.py";

test("a cassette is of the tests that pytest said, each once, whatever its suffix", () => {
  const collected = new CollectedCassettes();
  expect([collected.wasAsked, collected.testsOf(path)]).toEqual([false, []]);
  collected.take(root, [said("tests/test_a.py::test_f"), said("tests/test_a.py::test_g[1]"), said("no node id")]);
  collected.take(root, [said("tests/test_a.py::test_f")]);
  expect(collected.testsOf("/work/p/tests/cassettes/one.yml")).toEqual([
    { module, names: ["test_g"], param: "1" },
    { module, names: ["test_f"], param: undefined },
  ]);
  expect(collected.testsOf("/work/p/tests/cassettes/other.yaml")).toEqual([]);
});

test("it is not, once the module or a conftest above it changed", () => {
  for (const [changed, left] of [
    ["/work/p/tests/test_b.py", 1],
    ["/work/p/other/conftest.py", 1],
    ["/work/p/tests/test_a.py", 0],
    ["/work/p/conftest.py", 0],
  ] as const) {
    const collected = new CollectedCassettes();
    collected.take(root, [said("tests/test_a.py::test_f")]);
    collected.forget(uriOfPath(changed));
    expect([changed, collected.testsOf(path).length]).toEqual([changed, left]);
    expect(collected.wasAsked).toBe(true);
  }
});
