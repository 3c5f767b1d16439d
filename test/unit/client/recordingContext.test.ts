/** Menus know whether the active editor holds a recording: by the globs of the settings, and by what is in it. */
import { expect, test } from "vitest";
import { openClient } from "../../support/client/openClient";
import { chatCompletion } from "../../support/recordings";

const files = {
  "tests/recordings/a.json": chatCompletion("Hi"),
  "tapes/a.json": chatCompletion("Hi"),
  "tests/recordings/settings.json": "{}",
  "package.json": "{}",
};
const isRecording = "tapedeck.isRecording";

test("a recording in a folder of recordings is one, another JSON file is none, there or elsewhere", async () => {
  const { editor } = await openClient({ files });
  await editor.open("tests/recordings/a.json");
  await expect.poll(() => editor.contexts.get(isRecording)).toBe(true);
  await editor.open("tests/recordings/settings.json");
  await expect.poll(() => editor.contexts.get(isRecording)).toBe(false);
  await editor.open("tests/recordings/a.json");
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
