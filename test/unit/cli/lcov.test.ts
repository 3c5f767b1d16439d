/** Coverage as lcov's tracefile: a line for each recording. */
import { join } from "node:path";
import { expect, test } from "vitest";
import { asLcov } from "../../../server/src/cli/coverage/lcov";
import { Roots } from "../../../server/src/disk/roots";
import { cassetteOf } from "../../support/cassettes";
import { makeWorkspace } from "../../support/editor/workspace";
import { chatCompletion } from "../../support/recordings";

test("recordings of a cassette have their lines and plays, others the tests that opened them", async () => {
  const files = { "cassettes/a.yaml": cassetteOf("One", "Two", "Three"), "recordings/b.json": chatCompletion("Hi") };
  const folder = await makeWorkspace(files);
  const found = Object.keys(files).map((shown) => ({ path: join(folder, shown), shown, roots: new Roots([folder]) }));
  const told = (plays: number) => ({ plays, tests: [] });
  const [cassette, recording, gone] = asLcov(
    {
      version: 1,
      runs: [],
      files: [
        { file: "cassettes/a.yaml", runs: [0], tests: ["t"], untold: false, recordings: [told(1), told(0), told(2)] },
        { file: "recordings/b.json", runs: [0, 1], tests: ["t", "u"], untold: false },
        { file: "recordings/c.json", runs: [], tests: [], untold: false },
      ],
    },
    found,
  );
  const lines = files["cassettes/a.yaml"].split("\n").flatMap((line, at) => (line.startsWith("- request") ? [at + 1] : []));
  expect(lines).toHaveLength(3);
  const data = lines.map((line, at) => `DA:${line},${[1, 0, 2][at] ?? ""}\n`).join("");
  expect(cassette).toBe(`TN:\nSF:cassettes/a.yaml\n${data}LF:3\nLH:2\nend_of_record\n`);
  expect(recording).toBe("TN:\nSF:recordings/b.json\nDA:1,2\nLF:1\nLH:1\nend_of_record\n");
  expect(gone).toBe("TN:\nSF:recordings/c.json\nDA:1,0\nLF:1\nLH:0\nend_of_record\n");
});
