import { describe, expect, it } from "vitest";
import { sha256 } from "../../../server/src/index/sha256";
import { modelDigest } from "../../../server/src/formats/ogx/modelList";
import { namingOf } from "../../../server/src/formats/ogx/naming";
import { partsOfName } from "../../../server/src/formats/ogx/names";
import { readRecordingFile } from "../../../server/src/formats/readDocument";
import { evidenceOf, schemeInUse, schemeOfName } from "../../../server/src/formats/ogx/schemeInUse";
import { hashSchemes } from "../../../server/src/formats/ogx/schemes";
import { corpusFiles, corpusFolder } from "../../support/corpus";
import { nameUnder, ourHashes } from "../../support/hashJudge";
import { chatCompletion, recordingText } from "../../support/recordings";

const naming = (name: string, text: string) => namingOf(readRecordingFile(name, text), sha256);
const plain = chatCompletion("Hi");
const searched = chatCompletion("Hi", { body: { messages: [{ role: "user", content: "score: 0.5" }] } });

describe("a recording's name", () => {
  it("fits every scheme that gives the same hash", () => {
    expect(naming(nameUnder("4", plain), plain)).toMatchObject({ fits: ["2", "3", "3b", "3c", "4", "4b"], hashes: undefined });
    expect(naming(nameUnder("3", searched), searched)).toMatchObject({
      fits: ["2", "3", "3b", "3c"],
      hashes: ourHashes(searched),
    });
    expect(naming(nameUnder("1", plain), plain)).toMatchObject({ fits: ["1"] });
  });

  it("fits none when the request was edited", () => {
    expect(naming(nameUnder("4", plain), plain.replace("Hello", "Hullo"))).toMatchObject({ fits: [], recordedUnder: undefined });
  });

  it("fits none when the file was renamed, and the answer still tells", () => {
    const id = `rec-${ourHashes(plain)!["4"].slice(0, 12)}`;
    const answered = plain.replace("rec-0123456789ab", id);
    expect(naming(`${"a".repeat(64)}.json`, answered)).toMatchObject({ fits: [], recordedUnder: "4" });
    expect(naming("copy of it.json", answered)).toMatchObject({ fits: [], recordedUnder: "4" });
  });

  it("is not asked of processed documents, and of requests that are broken", () => {
    const file = '{"request": {"provider": "p", "api": "a", "file_id": "f"}, "response": {"body": {}, "is_streaming": false}}';
    expect(naming("x.json", file)).toBeUndefined();
    expect(naming("x.json", plain.replace('"method": "POST"', '"method": 7'))).toBeUndefined();
    expect(naming("x.json", plain.slice(0, -40))).toBeUndefined();
    expect(naming("x.json", "[]")).toBeUndefined();
  });

  it("may be the hash without the test that the file names, as a server makes it", () => {
    const unknown = ourHashes(plain.replace(/"test_id": "[^"]*"/, '"test_id": null'))!;
    expect(unknown["4"]).not.toBe(ourHashes(plain)!["4"]);
    expect(naming(`${unknown["4"]}.json`, plain)).toMatchObject({
      fits: ["2", "3", "3b", "3c", "4", "4b"],
      hashes: undefined,
      withTest: expect.arrayContaining([{ scheme: "4", hash: ourHashes(plain)!["4"] }]) as unknown,
    });
    const older = ourHashes(searched.replace(/"test_id": "[^"]*"/, '"test_id": null'))!;
    expect(naming(`${older["3"]}.json`, searched)).toMatchObject({ fits: ["2", "3", "3b", "3c"], hashes: { "4": older["4"] } });
    expect(naming(nameUnder("4", plain), plain)).not.toHaveProperty("withTest");
    expect(naming(`${"a".repeat(64)}.json`, plain)).not.toHaveProperty("withTest");
  });

  it("of plain HTTP knows the test by the request's own, which a server leaves out of both", () => {
    const request = { url: "http://h/v1/rerank", method: "POST", payload: { q: 1 } };
    const text = (own: string | null) =>
      JSON.stringify({ test_id: "t.py::a", request: { test_id: own, ...request }, response: { body: {}, is_streaming: false } });
    const unknown = nameUnder("4", text(null));
    expect(naming(unknown, text(null))?.fits).toContain("4");
    expect(naming(unknown, text("t.py::a"))?.fits).toEqual([]);
  });

  it("of a model list carries a digest of its models, whatever their order", () => {
    const models = (...ids: string[]) =>
      ids.map((id) => ({ __type__: "openai.types.model.Model", __data__: { id, object: "model" } }));
    const options = { url: "http://h/v1/models", endpoint: "/v1/models" };
    const digest = (text: string) => naming("x.json", text)?.digest;
    const both = digest(recordingText(models("b", "a"), false, options));
    expect(both).toBe(sha256("a|b").slice(0, 8));
    expect(digest(recordingText(models("a", "b", "a"), false, options))).toBe(both);
    const ollama = { __type__: "ollama._types.ListResponse", __data__: { models: [{ model: "b" }, { model: "a" }] } };
    expect(digest(recordingText(ollama, false, { url: "http://h/api/tags", endpoint: "/api/tags" }))).toBe(both);
    expect(digest(plain)).toBeUndefined();
    expect(modelDigest(["\u{1f600}", "\ue000"], sha256)).toBe(sha256("\ue000|\u{1f600}").slice(0, 8));
  });

  it("of a provider's own model list belongs to no test since scheme 4b, but for providers on this machine", () => {
    const list = recordingText([], false, { url: "http://h/v1/v1/models", endpoint: "/v1/models" });
    const hashes = ourHashes(list)!;
    expect(hashes["4b"]).not.toBe(hashes["4"]);
    expect(hashes["4b"]).toBe(ourHashes(list.replace(/"test_id": "[^"]*"/, '"test_id": null'))!["4"]);
    expect(naming(`models-${hashes["4b"]}-e3b0c442.json`, list)).toMatchObject({ fits: ["4b"] });
    expect(naming(`models-${hashes["4"]}-e3b0c442.json`, list)?.fits).toEqual(["2", "3", "3b", "3c", "4"]);
    const local = ourHashes(list.replace("http://h/", "http://localhost:11434/"))!;
    expect(local["4b"]).toBe(local["4"]);
  });
});

describe("the scheme in use", () => {
  const inUse = (evidence: Record<string, number>) => schemeInUse(new Map(Object.entries(evidence)));

  it("is the newest that names anything", () => {
    expect(inUse({ "1": 86 })).toBe("1");
    expect(inUse({ "2 3 3b 4": 1 })).toBe("4");
    expect(inUse({ "2 3 3b 4": 9, "2": 4, "1": 20 })).toBe("4");
  });

  it("is the one before where several files are named as before a change, and none as after it", () => {
    expect(inUse({ "2 3 3b 3c 4 4b": 500, "2 3 3b 3c": 5 })).toBe("3");
    expect(inUse({ "2 3 3b 3c 4 4b": 500, "2 3 3b 3c": 2 })).toBe("4");
    expect(inUse({ "2 3 3b 3c 4 4b": 500, "2 3 3b 3c": 50, "4 4b": 1 })).toBe("4");
  });

  it("is one that differs from another for few requests only where a name shows it", () => {
    expect(inUse({ "2 3 3b 3c 4 4b": 500 })).toBe("4");
    expect(inUse({ "2 3 3b 3c 4 4b": 500, "2 3 3b 3c 4": 1 })).toBe("4");
    expect(inUse({ "2 3 3b 3c 4 4b": 500, "2 3 3b 3c 4": 20, "4b": 1 })).toBe("4b");
    expect(inUse({ "2 3 3b 3c": 5, "3b 3c": 1 })).toBe("3c");
  });

  it("is unknown where no name is understood, unless answers tell", () => {
    expect(inUse({})).toBeUndefined();
    expect(inUse({ "recorded 4": 1 })).toBe("4");
  });
});

const root = corpusFolder();

describe.skipIf(root === undefined)("the names of 1,663 recordings of other people", () => {
  const files = root === undefined ? [] : [...corpusFiles(root)];

  it("say under which scheme each was recorded", () => {
    const counts = { current: new Map<string, number>(), legacy: new Map<string, number>() };
    const evidence = { current: new Map<string, number>(), legacy: new Map<string, number>() };
    let digests = 0;
    for (const { path, name, text } of files) {
      const workspace = path.startsWith("legacy") ? "legacy" : "current";
      const found = naming(name, text);
      const newest = (found && schemeOfName(found)) ?? "none";
      counts[workspace].set(newest, (counts[workspace].get(newest) ?? 0) + 1);
      const told = found && evidenceOf(found);
      if (told !== undefined) evidence[workspace].set(told, (evidence[workspace].get(told) ?? 0) + 1);
      const digest = partsOfName(name)?.digest;
      if (digest === undefined) continue;
      expect(found?.digest, path).toBe(digest);
      digests++;
    }
    const shown = Object.entries(counts).map(
      ([key, map]) => `${key}: ${[...hashSchemes, "none"].map((scheme) => `${scheme} ${map.get(scheme) ?? 0}`).join(", ")}`,
    );
    console.log(`The scheme to name: ${shown.join("; ")}; ${digests} model digests agree`);
    expect(Object.fromEntries(counts.current)).toEqual({ "4": 1450, "3": 88, "2": 4, none: 35 });
    expect(Object.fromEntries(counts.legacy)).toEqual({ "1": 86 });
    expect([schemeInUse(evidence.current), schemeInUse(evidence.legacy)]).toEqual(["4", "1"]);
  });
});
