/** A compressed body is read decoded, in a document of its own. */
import { zippedCassette } from "../../support/cassettes";
import { expect, test } from "vitest";
import { openClient } from "../../support/client/openClient";

const cassette = "tests/cassettes/test_other/test_zipped.yaml";
const binary = zippedCassette({ object: "chat.completion", note: "nobody could read this" });

const wrong = { object: "chat.completion", id: "c", created: 1, model: "m" };

test("the lens over a compressed body shows what it says, as JSON", async () => {
  const { editor, server } = await openClient({ files: { [cassette]: binary } });
  await editor.open(cassette);
  const lens = (await server.lenses(cassette)).find(({ title }) => title === "Show decoded response body");
  await editor.run(lens?.command ?? "", ...(lens?.arguments ?? []));
  expect(editor.active?.document).toMatchObject({ languageId: "json", isDirty: false });
  expect(editor.active?.document.text).toContain("nobody could read this");
});

test("what is found in a body is shown while it is open, and follows its file", async () => {
  const client = await openClient({ files: { [cassette]: zippedCassette({ ...wrong, choices: 7 }) } });
  const { editor, server } = client;
  await server.whenIndexed();
  const [lens] = (await server.lenses(cassette)).filter(({ title }) => title === "Show decoded response body");
  await editor.run(lens?.command ?? "", ...(lens?.arguments ?? []));
  const shown = () => editor.diagnostics.filter(([uri]) => uri.scheme === "tapedeck-body").flatMap(([, found]) => found);
  await expect.poll(() => shown().map(({ code }) => code)).toContain("chunk.shape");
  await client.write({ [cassette]: zippedCassette({ ...wrong, choices: [] }) });
  await expect.poll(() => editor.active?.document.text).toContain('"choices":[]');
  await expect.poll(() => shown().map(({ code }) => code)).not.toContain("chunk.shape");
});

test("a body that is none of the kind says so", async () => {
  const { editor } = await openClient({ files: { [cassette]: binary } });
  await editor.run("tapedeck.showDecodedBody", editor.uri(cassette).toString(), "request");
  expect((await editor.messages.next()).text).toBe("This request has no compressed or binary body that is text.");
});
