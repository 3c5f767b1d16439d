/**
 * Tests in the real editor: one editor per file, opened for the first test that needs it. Every failure gets a screenshot, and
 * no test passes if an error of ours was only logged.
 */
import { expect, inject, test } from "vitest";
import { openEditor, type EditorOptions } from "./editor";

export type EditorTestOptions = Omit<EditorOptions, "vsix" | "workspace"> & {
  /** Makes the folder to open; called once, before the editor starts. */
  readonly workspace: () => Promise<string>;
};

/** A `test` whose functions get `{ editor }`. Call it once at the top of a file. */
export function editorTest({ workspace, ...options }: EditorTestOptions) {
  return test
    .extend("editor", { scope: "file" }, async ({}, { onCleanup }) => {
      const editor = await openEditor({ ...options, workspace: await workspace(), vsix: inject("vsix") });
      onCleanup(() => editor.close());
      return editor;
    })
    .extend("screenshotOnFailure", { auto: true }, ({ editor, task, onTestFailed }) => {
      onTestFailed(async () => console.error(`Screenshot: ${await editor.screenshot(`failed ${task.name}`)}`));
    })
    .extend("failuresOfOurs", { auto: true }, ({ editor }, { onCleanup }) => {
      onCleanup(async () => expect(await editor.takeFailures(), "failures of Tapedeck itself").toEqual([]));
    });
}
