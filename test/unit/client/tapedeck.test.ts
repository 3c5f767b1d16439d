/** What the manifest promises is there. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openClient } from "../../support/client/openClient";

interface Manifest {
  readonly contributes: {
    readonly commands: readonly { readonly command: string }[];
    readonly views: Readonly<Record<string, readonly { readonly id: string }[]>>;
  };
}

const { contributes } = JSON.parse(readFileSync(join(import.meta.dirname, "../../../package.json"), "utf8")) as Manifest;

test("every command of the manifest is carried out by somebody", async () => {
  const { editor } = await openClient();
  const unknown = contributes.commands.map(({ command }) => command).filter((command) => !editor.knows(command));
  // Only what runs the server can start it anew.
  expect(unknown).toEqual(["tapedeck.restartServer"]);
});

test("every view of the manifest is filled by somebody, once it is needed", async () => {
  const { editor } = await openClient();
  await editor.run("tapedeck.showLastRun");
  const ids = Object.values(contributes.views).flatMap((views) => views.map(({ id }) => id));
  expect([...editor.trees.keys()].sort()).toEqual(ids.sort());
});
