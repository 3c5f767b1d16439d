/** A person looks for one of many recordings whose prompts begin alike. */
import { TextDocument } from "vscode-languageserver-textdocument";
import { expect, test } from "vitest";
import type { Services } from "../../../server/src/features/services";
import { toldApart } from "../../../server/src/features/toldApart";
import { Documents } from "../../../server/src/index/documents";
import { chatCompletion } from "../../support/recordings";
import { dice } from "../../support/secrets";

const start = "Answer the following question as well as you can, in one word and no more than that. The question: ";

/** What stands for the prompt of each of these requests, all of one test and with one answer. */
async function shownOf(requests: readonly Readonly<Record<string, unknown>>[]): Promise<readonly string[]> {
  const documents = new Documents();
  const summaries = requests.map((body, at) => {
    const uri = `file:///w/tests/recordings/${String(at).repeat(64)}.json`;
    const document = TextDocument.create(uri, "json", 0, chatCompletion("Yes", { testId: "tests/test_a.py::test_a", body }));
    documents.open(document);
    return documents.summaries(document)[0];
  });
  const told = await toldApart({ workspace: { documents } } as unknown as Services, summaries);
  return told.map(({ asked }) => asked);
}

const asking = (content: string, more: Readonly<Record<string, unknown>> = {}) => ({
  messages: [{ role: "user", content }],
  ...more,
});

test("by where the prompts differ", async () => {
  expect(await shownOf([asking(`${start}is water wet?`), asking(`${start}is water warm?`)])).toEqual(["…wet?", "…warm?"]);
  expect(await shownOf([asking("One"), asking("Two")])).toEqual(["One", "Two"]);
});

test("those that are still alike among themselves, by where they differ further on", async () => {
  const long = (end: string) => `${start}A ${"very ".repeat(30)}${end}`;
  expect(await shownOf([asking(`${start}B`), asking(long("long one")), asking(long("short one"))])).toEqual([
    "…B",
    "…long one",
    "…short one",
  ]);
});

test("of equal prompts by another part of the request", async () => {
  const same = `${start}why?`;
  expect(await shownOf([asking(same, { temperature: 0 }), asking(same, { temperature: 1 }), asking(same)])).toEqual([
    expect.stringMatching(/^body\.temperature: 0 · Answer the/),
    expect.stringMatching(/^body\.temperature: 1 · /),
    expect.stringMatching(/^body\.temperature: none · /),
  ]);
  const after = (said: string) => ({ messages: [{ role: "system", content: said }, ...asking(same).messages] });
  expect(await shownOf([after("Be brief."), after("Be kind.")])).toEqual([
    expect.stringMatching(/^body\.messages\.0\.content: …brief\. · /),
    expect.stringMatching(/^body\.messages\.0\.content: …kind\. · /),
  ]);
});

test("of equal requests by their names", async () => {
  expect(await shownOf([asking(start), asking(start)])).toEqual([
    expect.stringMatching(/^0{12} · Answer the/),
    expect.stringMatching(/^1{12} · Answer the/),
  ]);
});

test("a credential that tells them apart keeps its mask", async () => {
  const key = dice(48, "told apart");
  const shown = await shownOf([asking(`${start}sk-proj-${key}`), asking(`${start}nothing`)]);
  expect(shown.join()).not.toContain(key.slice(10, 30));
});
