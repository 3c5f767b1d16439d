/** Every test id of the corpus leads to its test, and the modules' parameter ids are those of the recordings. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { asciiEscaped } from "../../../server/src/pytest/pythonLiteral";
import { findNodeIds, formatNodeId, parseNodeId, unsafeNodeId } from "../../../server/src/pytest/nodeId";
import { findTest, parseTestModule, type TestModule } from "../../../server/src/pytest/testModule";
import { corpusFiles, corpusFolder } from "../../support/corpus";

const root = corpusFolder();

describe.skipIf(root === undefined)("over the corpus", () => {
  const workspace = join(root ?? "", "current");
  const texts = new Map<string, string>();
  for (const { text } of root === undefined ? [] : corpusFiles(workspace)) {
    const id = (JSON.parse(text) as { test_id?: string | null }).test_id;
    if (id) texts.set(id, text);
  }
  const ids = [...texts.keys()];
  const modules = new Map<string, TestModule | undefined>();
  const moduleOf = (path: string) => {
    if (!modules.has(path))
      modules.set(
        path,
        existsSync(join(workspace, path)) ? parseTestModule(readFileSync(join(workspace, path), "utf8")) : undefined,
      );
    return modules.get(path);
  };

  test("every test id is a node id that pytest may be given", () => {
    expect(ids.length).toBeGreaterThan(300);
    for (const text of ids) {
      const id = parseNodeId(text);
      expect(id && formatNodeId(id)).toBe(text);
      expect(id && unsafeNodeId(id)).toBeUndefined();
    }
  });

  test("every test id is found in its recording's text", () => {
    for (const [id, text] of texts)
      expect(findNodeIds(text).map((found) => found.text)).toContain(JSON.stringify(id).slice(1, -1));
  });

  test("every test id leads to its test", () => {
    const gone = ids.filter((text) => {
      const id = parseNodeId(text)!;
      const module = moduleOf(id.path);
      return !module || !findTest(module, id.names);
    });
    console.info(`${ids.length - gone.length} of ${ids.length} test ids lead to their test. Gone: ${gone.join(", ") || "none"}`);
    expect(gone).toEqual([]);
  });

  test("the modules' parameter ids hold those of the recordings", () => {
    const listed = ids.map((text) => ({ text, id: parseNodeId(text)! })).filter(({ id }) => id.param !== undefined);
    const differing = listed.filter(
      ({ id }) => !findTest(moduleOf(id.path)!, id.names)?.parameterIds?.includes(asciiEscaped(id.param!)),
    );
    console.info(`${listed.length - differing.length} of ${listed.length} parameter ids are listed by their module.`);
    expect(differing.map(({ text }) => text)).toEqual([]);
  });
});
