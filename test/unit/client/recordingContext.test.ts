/** Menus know whether the active editor holds a recording: by the globs of the settings, and by what is in it. */
import { expect, test } from "vitest";
import { openClient } from "../../support/client/openClient";
import { chatCompletion } from "../../support/recordings";

const cassette = `interactions:
- request: {body: '{"model": "m", "messages": []}', headers: {}, method: POST, uri: "https://api.openai.com/v1/chat/completions"}
  response: {body: {string: "{}"}, headers: {}, status: {code: 200, message: OK}}
version: 1
`;
const files = {
  "tests/recordings/a.json": chatCompletion("Hi"),
  "tapes/a.json": chatCompletion("Hi"),
  "tests/cassettes/test_a/settings.yaml": "loglevel: info\n",
  "tests/cassettes/test_a/test_one.yaml": cassette,
  "package.json": "{}",
};
const isRecording = "tapedeck.isRecording";

test("a recording in a folder of recordings is one, other files are none, there or elsewhere", async () => {
  const { editor } = await openClient({ files });
  await editor.open("tests/recordings/a.json");
  await expect.poll(() => editor.contexts.get(isRecording)).toBe(true);
  await editor.open("tests/cassettes/test_a/settings.yaml");
  await expect.poll(() => editor.contexts.get(isRecording)).toBe(false);
  await editor.open("tests/cassettes/test_a/test_one.yaml");
  await expect.poll(() => editor.contexts.get(isRecording)).toBe(true);
  await editor.open("package.json");
  await expect.poll(() => editor.contexts.get(isRecording)).toBe(false);
  editor.leaveEditors();
  await expect.poll(() => editor.contexts.get(isRecording)).toBe(false);
});

test("other places can be set, and places that are left out", async () => {
  const settings = {
    "tapedeck.recordings.include": ["tapes/*.json", "**/recordings/*.json"],
    "tapedeck.recordings.exclude": ["tests/**"],
  };
  const { editor } = await openClient({ files, settings });
  await editor.open("tapes/a.json");
  await expect.poll(() => editor.contexts.get(isRecording)).toBe(true);
  await editor.open("tests/recordings/a.json");
  await expect.poll(() => editor.contexts.get(isRecording)).toBe(false);
});
