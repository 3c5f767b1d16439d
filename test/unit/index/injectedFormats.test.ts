/** Names of files are read as the formats say that a workspace was given, and not as those of the product. */
import { expect, test } from "vitest";
import { formats } from "../../../server/src/formats/formats";
import { ogx } from "../../../server/src/formats/ogx/ogx";
import { Folders } from "../../../server/src/index/folders";
import { Placement } from "../../../server/src/index/placement";
import { summarizeText } from "../../../server/src/index/scan/summarize";
import { Schemes } from "../../../server/src/index/schemes";
import { defaultSettings, readSettings } from "../../../server/src/index/settings";
import { RecordingIndex } from "../../../server/src/index/store/recordingIndex";
import type { RecordingFormat } from "../../../server/src/recording/format";
import type { RequestNaming } from "../../../server/src/recording/naming";

const hash = "0123456789abcdef".repeat(4);
const prefix = "call-";
const naming = ogx.naming as RequestNaming;

/** OGX's recordings, with names that begin otherwise and a scheme of their own. */
const calls: RecordingFormat = {
  ...ogx,
  id: "calls",
  detect: (path) => /(^|\/)call-[^/]*$/.test(path),
  hashOfName: (name) => ogx.hashOfName(name.slice(prefix.length)),
  naming: {
    ...naming,
    newest: "calls-1",
    schemes: [{ name: "calls-1", since: "2026-01", what: "the first", digits: 64, knowsTests: false }],
    partsOfName: (name) => naming.partsOfName(name.slice(prefix.length)),
    schemeInUse: () => "calls-1",
    evidenceOf: () => undefined,
    namingOf: () => undefined,
  },
};
const withCalls = formats.with(calls);

const folder = "file:///w/tests/recordings";
const uri = `${folder}/${prefix}${hash}.json`;
const text = JSON.stringify({ test_id: "tests/test_a.py::test_f", request: {}, response: { body: {} } });

test("the index finds recordings by the hashes in their names", () => {
  const index = new RecordingIndex(withCalls);
  index.update(summarizeText(uri, text, withCalls));
  expect(index.byHash(hash)).toMatchObject([{ uri, hash, format: "calls" }]);
  expect(index.byHash(hash.slice(0, 12))).toHaveLength(1);
  const other = new RecordingIndex(formats);
  other.update(summarizeText(uri, text, formats));
  expect(other.byHash(hash)).toEqual([]);
});

test("which names of a folder are hashes, and which scheme is in use, follows from the same", () => {
  const index = new RecordingIndex(withCalls);
  index.update(summarizeText(uri, text, withCalls));
  const folders = new Folders([{ uri: "file:///w", settings: defaultSettings }]);
  expect(new Placement(index, withCalls).namesIn(folder)).toEqual({ hashed: 1, others: 0 });
  expect(new Placement(index, formats).namesIn(folder)).toEqual({ hashed: 0, others: 1 });
  expect(new Schemes(index, () => folders, withCalls).of(uri)).toBe("calls-1");
  expect(new Schemes(index, () => folders, formats).of(uri)).not.toBe("calls-1");
});

test("the setting takes the schemes of all of them", () => {
  expect(readSettings({ hashScheme: "calls-1" }, withCalls).hashScheme).toBe("calls-1");
  expect(readSettings({ hashScheme: "calls-1" }, formats).hashScheme).toBe("auto");
  expect(withCalls.schemes.map(({ name }) => name)).toEqual(["calls-1", ...formats.schemes.map(({ name }) => name)]);
  expect([withCalls.hashedOf(`${prefix}a.json`).id, withCalls.hashedOf("a.json").id]).toEqual(["calls", "ogx"]);
});
