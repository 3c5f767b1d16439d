/** A compressed body is read decoded, in a document of its own. */
import { zippedCassette } from "../../support/cassettes";
import { expect, test } from "vitest";
import { openClient } from "../../support/client/openClient";

const cassette = "tests/cassettes/test_other/test_zipped.yaml";
const binary = zippedCassette({ object: "chat.completion", note: "nobody could read this" });

test("the lens over a compressed body shows what it says, as JSON", async () => {
  const { editor, server } = await openClient({ files: { [cassette]: binary } });
  await editor.open(cassette);
  const lens = (await server.lenses(cassette)).find(({ title }) => title === "Show decoded response body");
  await editor.run(lens?.command ?? "", ...(lens?.arguments ?? []));
  expect(editor.active?.document).toMatchObject({ languageId: "json", isDirty: false });
  expect(editor.active?.document.text).toContain("nobody could read this");
});

test("a body that is none of the kind says so", async () => {
  const { editor } = await openClient({ files: { [cassette]: binary } });
  await editor.run("tapedeck.showDecodedBody", editor.uri(cassette).toString(), "request");
  expect((await editor.messages.next()).text).toBe("This request has no compressed or binary body that is text.");
});
