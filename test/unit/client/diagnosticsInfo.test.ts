/** What somebody pastes into a report when something does not work. */
import { homedir } from "node:os";
import { expect, test } from "vitest";
import { withoutValues } from "../../../server/src/features/setup/withoutValues";
import { openClient } from "../../support/client/openClient";
import { chatCompletion } from "../../support/recordings";
import { dice } from "../../support/secrets";

const key = `ghp_${dice(36)}`;

test("versions, folders, counts, settings that differ, times and log open as Markdown, without what is secret", async () => {
  const { editor, server } = await openClient({
    files: {
      [`tests/recordings/${"a".repeat(64)}.json`]: chatCompletion("Hi"),
      [`tests/recordings/${"b".repeat(64)}.json`]: chatCompletion("Ho"),
      "tests/cassettes/chat.yaml": "interactions: []\nversion: 1\n",
      ".venv/pyvenv.cfg": "home = /usr/bin\nversion = 3.12.4\n",
      ".venv/lib/python3.12/site-packages/pytest-8.4.1.dist-info/METADATA": "",
      ".venv/lib/python3.12/site-packages/vcrpy-7.0.0.dist-info/METADATA": "",
      ".venv/lib/python3.12/site-packages/requests-2.0.0.dist-info/METADATA": "",
    },
    settings: {
      "tapedeck.hashScheme": "auto",
      "tapedeck.rules": { "json.syntax": "warning" },
      "tapedeck.rerecord.environment": { MY_PROVIDER: "hunter2" },
      "tapedeck.rerecord.arguments": ["--model", "x", "--api-key", "hunter2", "--url=https://example.com", `--other=${key}`],
    },
  });
  await server.whenIndexed();
  await editor.run("tapedeck.showDiagnosticsInfo");
  const { text = "", languageId } = editor.active?.document ?? {};
  expect(languageId).toBe("markdown");
  expect(text).toMatch(/^# Tapedeck: diagnostics info\n/);
  expect(text).toMatch(/\| `Editor in memory` \| `1\.101\.0` \|/);
  expect(text).toMatch(/\| `Tapedeck` \| `\d+\.\d+\.\d+, extension` \|/);
  expect(text).toContain(`\`${process.version}\``);
  expect(text).toContain("2 in 2 files, hash scheme ");
  expect(text).toContain("- `.venv`: `Python 3.12.4, pytest 8.4.1, vcrpy 7.0.0`\n");
  expect(text).toContain('- `tapedeck.rules: {"json.syntax":"warning"}`');
  expect(text).not.toContain("tapedeck.hashScheme");
  expect(text).toContain('{"MY_PROVIDER":"(set)"}');
  expect(text).toContain('"--api-key","(set)","--url=https://example.com"');
  expect(text).toMatch(/all recordings checked: after [\d.]+ s/);
  expect(text).not.toMatch(new RegExp(`hunter2|${key}`));
  expect(text.split(`${homedir()}/`)).toHaveLength(1);
});

test("of settings stays what is no credential", () => {
  const shown: readonly (readonly [string, unknown, unknown])[] = [
    ["tapedeck.rerecord.python", "/usr/bin/python3", "/usr/bin/python3"],
    [
      "tapedeck.rerecord.arguments",
      ["-k", "test_x", "--token=abc", "API_KEY=abc"],
      ["-k", "test_x", "--token=(set)", "API_KEY=(set)"],
    ],
    ["tapedeck.rerecord.arguments", ["--password", "abc", "-q"], ["--password", "(set)", "-q"]],
    [
      "tapedeck.rerecord.profiles",
      { live: { environment: { A: "abc" }, arguments: ["-x"], apiKey: "abc" } },
      { live: { environment: { A: "(set)" }, arguments: ["-x"], apiKey: "(set)" } },
    ],
    ["tapedeck.cassettes.maxAge", 30, 30],
    ["tapedeck.rules", null, null],
  ];
  for (const [name, value, expected] of shown) expect(withoutValues(name, value)).toEqual(expected);
});
