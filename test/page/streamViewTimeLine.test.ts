/** The page as a person plays, reads and compares with it: time line, rendered text, turns, fixes, other families. */
import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { StreamView } from "../../server/src/protocol";
import { launchChromium } from "../support/editor/browser.mjs";
import { chatChunk, chatStream, deltaChunk, recordingText } from "../support/recordings";
import { bundlePage, openPage, read, stopTime, type StreamViewPage } from "../support/streamViewPage";
import { viewOf } from "../support/viewOf";

let browser: Browser;
let script: string;
beforeAll(async () => ([browser, script] = await Promise.all([launchChromium(), bundlePage()])), 120_000);
afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
});
afterAll(() => browser.close());

async function showing(view: StreamView, width?: number): Promise<StreamViewPage> {
  const shown = await openPage(browser, script, width === undefined ? {} : { width });
  await shown.say({ kind: "state", view, note: null });
  await shown.page.getByRole("region", { name: "Response" }).waitFor();
  return shown;
}

const eventually = <T>(look: () => T) => expect.poll(look, { timeout: 20_000 });
const place = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };

describe("the time line", () => {
  const view = viewOf(chatStream(["It ", "is ", "cold ", "in ", "Oslo."]));

  test("arrows take the answer back chunk by chunk, and the end brings all of it", async () => {
    const { page } = await showing(view);
    const slider = page.getByRole("slider", { name: "Time line of 6 chunks" });
    const answer = page.locator(".recorded traced-text");
    await slider.press("Home");
    await eventually(() => read(answer)).toBe("It");
    await slider.press("ArrowRight");
    await slider.press("ArrowRight");
    await eventually(() => read(answer)).toBe("It is cold");
    expect(await slider.getAttribute("aria-valuetext")).toBe("chunk 3, text: cold·");
    expect(await page.getByRole("option", { selected: true }).getAttribute("aria-posinset")).toBe("3");
    await slider.press("End");
    await eventually(() => read(answer)).toBe("It is cold in Oslo.");
  });

  test("it plays from start to end, and stops there", async () => {
    const { page } = await showing(view);
    await page.getByRole("slider").press("Home");
    await page.getByRole("button", { name: "Play the stream" }).click();
    await eventually(() => page.getByRole("slider").getAttribute("aria-valuenow")).toBe("6");
    expect(await read(page.locator(".recorded traced-text"))).toBe("It is cold in Oslo.");
    await page.getByRole("button", { name: "Play the stream" }).waitFor();
  });

  test("a pause keeps what was said so far", async () => {
    const { page } = await showing(viewOf(chatStream(Array.from({ length: 400 }, (_, index) => `w${index} `))));
    await stopTime(page);
    await page.getByRole("button", { name: "Play the stream" }).click();
    await page.clock.runFor(3_000);
    await page.getByRole("button", { name: "Pause" }).click();
    const at = Number(await page.getByRole("slider").getAttribute("aria-valuenow"));
    expect(at).toBeGreaterThan(0);
    expect(at).toBeLessThan(401);
    const words = (await read(page.locator(".recorded traced-text"))).split(" ");
    expect(words).toEqual(Array.from({ length: at }, (_, index) => `w${index}`));
  });

  test("dragging scrubs; the mouse over a mark says what the chunk adds", async () => {
    const { page } = await showing(view);
    const slider = page.getByRole("slider");
    const box = (await slider.boundingBox())!;
    await page.mouse.move(box.x + 3, box.y + 10);
    await eventually(() => page.locator(".tip").allInnerTexts()).toEqual(["chunk 1, text: It·"]);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width / 2, box.y + 10, { steps: 4 });
    await page.mouse.up();
    await eventually(() => slider.getAttribute("aria-valuenow")).toMatch(/^[34]$/);
    await page.getByRole("button", { name: "whole answer" }).click();
    await eventually(() => read(page.locator(".recorded traced-text"))).toBe("It is cold in Oslo.");
  });

  test("in a view of 320 pixels what a chunk adds wraps, and nothing of it is cut off", async () => {
    const sentence = "On a cold morning in Oslo nobody wants to leave the house without a warm coat. ";
    const { page } = await showing(viewOf(chatStream([sentence, sentence, sentence, sentence])), 320);
    const box = (await page.getByRole("slider").boundingBox())!;
    for (const share of [0.02, 0.3, 0.6, 0.85]) {
      await page.mouse.move(box.x + box.width * share, box.y + 10);
      const tip = page.locator(".tip");
      await eventually(() => tip.innerText()).toMatch(/^chunk \d, text: On a cold [^]*warm coat/);
      const isWhole = await tip.evaluate((each) => {
        const { left, right, top, width } = each.getBoundingClientRect();
        return left >= 0 && right <= innerWidth && top >= 0 && width >= 90 && each.scrollWidth <= each.clientWidth;
      });
      expect(isWhole, `at ${share}`).toBe(true);
    }
  });

  test("tool calls grow argument by argument, and the stream is not called unfinished meanwhile", async () => {
    const call = (delta: object) => ({ tool_calls: [{ index: 0, ...delta }] });
    const parts = [
      call({ id: "c1", function: { name: "add", arguments: "" } }),
      call({ function: { arguments: '{"a":' } }),
      call({ function: { arguments: "1}" } }),
    ];
    const { page } = await showing(viewOf(chatStream(parts)));
    await page.getByRole("slider").press("Home");
    const response = page.getByRole("region", { name: "Response" });
    await eventually(() => read(response)).toContain("no arguments yet");
    await page.getByRole("slider").press("ArrowRight");
    await eventually(() => read(response.locator(".call traced-text"))).toBe('{"a":');
    expect(await read(response)).not.toMatch(/not valid JSON|without a finish reason/);
  });

  test("it counts kinds, says that its unit is chunks, and marks findings", async () => {
    const [, second] = view.chunkRanges;
    const finding = { code: "chunk.shape", severity: "error", message: "Odd.", range: second! } as const;
    const { page } = await showing({ ...view, findings: [finding] });
    expect(await read(page.locator(".legend"))).toMatch(/text\s*5[^]*finish\s*1[^]*chunks, not seconds/);
    expect(await page.locator(".flag[data-row]").getAttribute("title")).toBe("finding in chunk 2");
    expect(await page.getByRole("option").nth(1).locator(".flag").count()).toBe(1);
  });

  test("of 20,000 chunks each is one key away", async () => {
    const words = Array.from({ length: 20_000 }, (_, index) => ` w${index}`);
    const { page } = await showing(viewOf(chatStream(words)));
    await page.getByRole("slider").press("Home");
    await eventually(() => read(page.locator(".recorded traced-text"))).toBe("w0");
    await page.getByRole("slider").press("End");
    await eventually(() => page.getByRole("slider").getAttribute("aria-valuenow")).toBe("20001");
    expect(await page.getByRole("option").count()).toBeLessThan(100);
  });
});

describe("rendered text", () => {
  const markdown = ["# Weather\n\n", "It is **cold** in ", "[Oslo](https://example.com/oslo)", ".\n\n- one\n- two\n"];

  test("Markdown looks as it means to, and as recorded by a toggle that is remembered", async () => {
    const { page, say, reload } = await showing(viewOf(chatStream(markdown)));
    const answer = page.locator(".recorded traced-text");
    expect(await answer.locator("strong").allInnerTexts()).toEqual(["cold"]);
    expect(await answer.locator("li").allInnerTexts()).toEqual(["one", "two"]);
    await page.getByRole("button", { name: "Show texts as recorded" }).click();
    await eventually(() => read(answer)).toBe(markdown.join("").trim());
    await reload();
    await say({ kind: "state", view: viewOf(chatStream(markdown)), note: null });
    await eventually(() => read(answer)).toContain("**cold**");
  });

  test("a link asks the extension, and nothing is loaded", async () => {
    const { page, heard, alarms } = await showing(viewOf(chatStream(markdown)));
    await page.getByRole("link", { name: "Oslo" }).click();
    expect(await heard()).toContainEqual({ kind: "openLink", url: "https://example.com/oslo" });
    expect(alarms).toEqual([]);
  });

  test("a click on a rendered word reveals the chunk that said it", async () => {
    const { page, heard } = await showing(viewOf(chatStream(["# One\n\n", "two **three** ", "*four*", " `five`"])));
    const answer = page.locator(".recorded traced-text");
    await answer.locator("strong").click();
    await answer.locator("em").click();
    await answer.locator("code").click();
    const revealed = (await heard()).filter(({ kind }) => kind === "revealChunk");
    expect(revealed).toEqual([1, 2, 3].map((index) => ({ kind: "revealChunk", index })));
  });

  test("images in Markdown are named, never fetched; inline images of the request are shown", async () => {
    const picture =
      "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
    const content = [{ type: "image_url", image_url: { url: picture } }];
    const text = chatStream(["![cat](https://example.com/cat.png)"], { body: { messages: [{ role: "user", content }] } });
    const { page, alarms } = await showing(viewOf(text));
    expect(await read(page.locator(".recorded traced-text"))).toBe("[image: cat]");
    const image = page.getByRole("img", { name: "Inline image 1" });
    await eventually(() => image.evaluate((element) => (element as HTMLImageElement).naturalWidth)).toBe(1);
    expect(alarms).toEqual([]);
  });
});

describe("around the answer", () => {
  test("the strip leads to the other turns of the conversation", async () => {
    const view = viewOf(chatStream(["Hi"]));
    const turn = (number: number, id: string) => ({
      ...{ id, number, model: "gpt-4o", preview: `answer ${number}`, finishReasons: ["stop"] },
      ...{ predecessors: number > 1 ? [number - 1] : [], successors: [] },
    });
    const { page, heard } = await showing({ ...view, turns: [turn(1, "file:///a.json"), turn(2, view.id)] });
    const strip = page.getByRole("navigation", { name: "Turns of this conversation" });
    expect(await strip.getByRole("button", { name: /answer 2/ }).getAttribute("aria-current")).toBe("true");
    await strip.getByRole("button", { name: /answer 1/ }).click();
    expect(await heard()).toContainEqual({ kind: "openTurn", index: 0 });
    expect(await page.locator(".facts").innerText()).toContain("2 of 2");
  });

  test("a strip leads to the recordings before and after this one in its file", async () => {
    const view = viewOf(chatStream(["Hi"]));
    const sibling = (id: string, preview: string) => ({ id, model: "gpt-4o", preview });
    const siblings = [sibling(view.id, "Hi"), sibling("file:///a.json#/tape/1", "Bye")];
    const { page, heard } = await showing({ ...view, siblings });
    const strip = page.getByRole("navigation", { name: "Recordings of this file" });
    expect(await strip.innerText()).toContain("1 of 2 · gpt-4o · Hi");
    await strip.locator("vscode-toolbar-button").first().click({ force: true });
    expect((await heard()).filter(({ kind }) => kind === "openSibling")).toEqual([]);
    await strip.locator("vscode-toolbar-button").last().click();
    expect(await heard()).toContainEqual({ kind: "openSibling", index: 1 });
  });

  test("a finding's quick fix is a button that names its place alone", async () => {
    const finding = { code: "recording.shape", severity: "error", message: "Odd.", range: place } as const;
    const { page, say, heard } = await showing(viewOf(chatStream(["Hi"]), { findings: [finding] }));
    await say({ kind: "fixes", fixes: [["Rename the file"]] });
    await page.getByRole("button", { name: "Rename the file" }).click();
    expect((await heard()).at(-1)).toEqual({ kind: "applyFix", finding: 0, fix: 0 });
  });

  test("tokens by their probability, with the alternatives", async () => {
    const token = (text: string, probability: number) => ({
      token: text,
      logprob: Math.log(probability),
      bytes: null,
      top_logprobs: [],
    });
    const chunk = chatChunk({
      choices: [
        {
          delta: { content: "Hi there" },
          finish_reason: null,
          index: 0,
          logprobs: { content: [token("Hi", 0.99), token(" there", 0.2)] },
        },
      ],
    });
    const view = viewOf(chatStream([chunk]));
    const logprobs = [
      { token: "Hi", logprob: Math.log(0.99), top: [], chunk: 0 },
      { token: " there", logprob: Math.log(0.2), top: [{ token: " you", logprob: Math.log(0.7) }], chunk: 0 },
    ];
    const [choice] = view.answer.choices;
    const { page } = await showing({ ...view, answer: { ...view.answer, choices: [{ ...choice!, logprobs }] } });
    await page.getByText("Token probabilities").click();
    const sure = page.locator(".heat .token");
    expect(await sure.first().getAttribute("class")).toBe("token sure5");
    expect(await sure.nth(1).getAttribute("class")).toBe("token sure1");
    expect(await sure.nth(1).getAttribute("title")).toBe('" there" 20.0 %\n" you" 70.0 %');
  });

  test("where clients disagree, both readings are shown", async () => {
    const view = viewOf(chatStream(["Hi"]));
    const disagreement = {
      what: "name of tool call 1",
      chunk: 1,
      readings: [
        { client: "Python", sees: "addadd" },
        { client: "Node", sees: "add" },
      ],
    };
    const strange = { what: "`event`", chunk: 0, readings: [{ client: "Python", sees: "a ` of its own" }] };
    const { page } = await showing({ ...view, answer: { ...view.answer, disagreements: [disagreement, strange] } });
    const group = page.getByRole("group", { name: "Clients disagree" });
    expect((await read(group)).replace(/\s+/g, " ")).toBe(
      "Clients disagree on the name of tool call 1 (chunk 2): Python sees addadd; Node sees add." +
        "Clients disagree on the event (chunk 1): Python sees a ` of its own.",
    );
    expect(await group.locator("code").allTextContents()).toEqual(["event"]);
  });

  test("vectors, with how alike they are", async () => {
    const vector = (...embedding: number[]) => ({ object: "embedding", index: 0, embedding });
    const body = { object: "list", model: "m", data: [vector(3, 4), vector(4, -3)] };
    const { page } = await showing(viewOf(recordingText(body, false, { endpoint: "/v1/embeddings" })));
    expect(await page.getByRole("img", { name: /^Values of vector/ }).count()).toBe(2);
    expect(await page.getByRole("region", { name: "Similarity of the vectors" }).innerText()).toMatch(/1\.00\s+0\.00/);
  });

  test("a citation is a link, and knows its chunk", async () => {
    const view = viewOf(
      chatStream([
        deltaChunk({
          content: "Cold.",
          annotations: [{ type: "url_citation", url_citation: { url: "https://example.com/w", title: "Weather" } }],
        }),
      ]),
    );
    const { page, heard } = await showing(view);
    await page.getByRole("link", { name: "Weather" }).click();
    expect((await heard()).at(-1)).toEqual({ kind: "openLink", url: "https://example.com/w" });
  });
});
