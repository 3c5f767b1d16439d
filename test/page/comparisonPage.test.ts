/** The comparison's page, and both pages for people who use a keyboard, a screen reader, a magnifier or calm screens. */
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { ComparisonMessage } from "../../client/src/compare/messages";
import { difference } from "../../server/src/recording/difference";
import { readRecordingFile } from "../../server/src/formats/readDocument";
import { readSide } from "../../server/src/rules/readSide";
import { launchChromium } from "../support/editor/browser.mjs";
import { chatStream, recordingText } from "../support/recordings";
import { bundlePage, openPage, read, stopTime, type StreamViewPage } from "../support/streamViewPage";
import { viewOf } from "../support/viewOf";

let browser: Browser;
let script: string;
beforeAll(async () => ([browser, script] = await Promise.all([launchChromium(), bundlePage()])), 120_000);
afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
});
afterAll(() => browser.close());

function comparisonOf(before: string, after: string): ComparisonMessage {
  const side = (name: string) => ({
    uri: `file:///${name}.json`,
    fileName: `${name}.json`,
    testId: "a.py::test_b",
    model: "gpt-4o",
    chunks: 3,
  });
  const file = (text: string) => readSide(readRecordingFile("a.json", text));
  return {
    kind: "comparison",
    comparison: { before: side("a"), after: side("b"), difference: difference(file(before), file(after)) },
    labels: { before: "HEAD", after: "now" },
  };
}

async function comparing(before: string, after: string, width?: number): Promise<StreamViewPage> {
  const shown = await openPage(browser, script, { element: "tapedeck-comparison", ...(width === undefined ? {} : { width }) });
  await shown.say(comparisonOf(before, after));
  await shown.page.getByRole("heading", { level: 1 }).waitFor();
  return shown;
}

const call = (city: string, id = "c1") => ({
  tool_calls: [{ index: 0, id, function: { name: "weather", arguments: `{"city":"${city}"}` } }],
});

describe("a comparison", () => {
  test("of other chunks says so in so many words", async () => {
    const { page, alarms } = await comparing(chatStream(["It is ", "cold."]), chatStream(["It ", "is cold", "."]));
    expect(await read(page.getByRole("heading", { level: 1 }))).toContain("Only chunk boundaries changed.");
    expect(await page.getByRole("main").innerText()).toMatch(/The answers mean the same\.\s+The requests are the same\./);
    expect(alarms).toEqual([]);
  });

  test("shows what went and what came, in text, arguments and request", async () => {
    const ask = (content: string) => ({ body: { messages: [{ role: "user", content }] } });
    const { page } = await comparing(
      chatStream(["It is cold.", call("Oslo")], ask("Weather in Oslo?")),
      chatStream(["It is warm.", call("Rome")], ask("Weather in Rome?")),
    );
    const text = page.getByRole("article", { name: "text" });
    expect(await text.locator("del").allInnerTexts()).toEqual(["cold"]);
    expect(await text.locator("ins").allInnerTexts()).toEqual(["warm"]);
    expect(await text.locator(".parts").textContent()).toBe("It is coldwarm.");
    expect(await page.getByRole("article", { name: "arguments of weather" }).innerText()).toMatch(/city\s+"Oslo"\s+"Rome"/);
    expect(await page.getByRole("region", { name: "Request", exact: true }).innerText()).toContain("body.messages[0].content");
  });

  test("of a recording under review says what it is and what speaks against it, and the next one begins at its top", async () => {
    const long = Array.from({ length: 80 }, (_, at) => `Line ${at}\n`);
    const shown = await comparing(chatStream(["It is cold."]), chatStream(long));
    const reviewed = (id: string, before: string | undefined, after: string, ...doubts: readonly string[]): ComparisonMessage => {
      const message = comparisonOf(before ?? after, after);
      if (message.kind !== "comparison") return message;
      const side = (text: string | undefined) =>
        text === undefined ? { file: undefined, unread: [] } : readSide(readRecordingFile("a.json", text));
      const comparison = { ...message.comparison, difference: difference(side(before), side(after)) };
      return { ...message, comparison, review: { id, title: `test_b · ${id}`, doubts } };
    };
    const { page, say } = shown;
    await say(reviewed("one", chatStream(["It is cold."]), chatStream(long)));
    await page.evaluate(() => scrollTo({ top: 400 }));
    await say(reviewed("two", undefined, chatStream(["Mild."]), "test_b did not pass."));
    await page.getByText("test_b · two").waitFor();
    await expect.poll(() => page.evaluate(() => scrollY)).toBe(0);
    expect(await read(page.getByRole("heading", { level: 1 }))).toContain("New recording.");
    expect(await page.getByRole("article", { name: "text" }).locator("ins").allInnerTexts()).toEqual(["Mild."]);
    expect(await page.getByText("test_b did not pass.").isVisible()).toBe(true);
  });

  test("of another request with the same answer has no tick", async () => {
    const ask = (content: string) => ({ body: { messages: [{ role: "user", content }] } });
    const { page } = await comparing(chatStream(["Hi"], ask("Hello")), chatStream(["Hi"], ask("Good day")));
    expect(await page.locator("h1 vscode-icon").getAttribute("name")).toBe("diff-modified");
  });

  test("leads to either side and to VS Code's own diff", async () => {
    const { page, heard } = await comparing(chatStream(["a"]), chatStream(["b"]));
    await page.getByRole("button", { name: "HEAD" }).click();
    await page.getByRole("button", { name: "now" }).click();
    await page.getByRole("button", { name: "Compare as text" }).click();
    expect(await heard()).toEqual([
      { kind: "ready" },
      { kind: "openSide", side: "before" },
      { kind: "openSide", side: "after" },
      { kind: "openText" },
    ]);
  });

  test("of a file that is no JSON any more says first which side and what is wrong, with a warning and not a tick", async () => {
    const cut = chatStream(["It is warm."]).slice(0, -40);
    const { page } = await comparing(chatStream(["It is cold."]), cut);
    const heading = page.getByRole("heading", { level: 1 });
    expect(await heading.innerText()).toBe("now: The file is truncated, so it cannot be replayed.");
    expect(await heading.locator("vscode-icon").getAttribute("name")).toBe("warning");
    expect(await page.getByRole("main").innerText()).toContain("As far as both can be read, text changed.");
    expect(await page.getByRole("article", { name: "text" }).locator("ins").allInnerTexts()).toEqual(["warm"]);

    const both = await comparing("", "<<<<<<< HEAD");
    const text = await both.page.getByRole("main").innerText();
    expect(text).toMatch(/^HEAD: The file is empty, .*\nnow: Merge conflict marker /);
    expect(text).toContain("Nothing can be compared.");
    expect(text).not.toMatch(/same/i);
  });

  test("names noise, and an error above what was there", async () => {
    const { page, say } = await comparing(chatStream([call("Oslo", "a")]), chatStream([call("Oslo", "b")]));
    expect(await page.getByRole("region", { name: "Noise" }).innerText()).toContain("tool call ids");
    await say({ kind: "error", message: "The file does not exist in HEAD.", fatal: false });
    await page.getByRole("alert").getByText("The file does not exist in HEAD.").waitFor();
  });

  test("hostile recordings are only ever text", async () => {
    const attack = "<img src=x onerror=alert(1)><script>alert(1)</script>";
    const hostile = chatStream([attack], { body: { [attack]: attack }, model: attack });
    const { page, alarms } = await comparing(chatStream(["Hi"]), hostile);
    expect(await page.locator("img, script:not([src]), iframe").count()).toBe(0);
    expect(alarms).toEqual([]);
  });
});

const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
}

/** What axe-core finds; colours are checked with a theme's own. */
async function violations(page: Page): Promise<readonly string[]> {
  // The page's policy lets no script in but its own: the browser's debugger does.
  await page.evaluate(await readFile(axe, "utf8"));
  const found = await page.evaluate(async () => {
    const { axe: checker } = window as unknown as { axe: { run(): Promise<{ violations: Violation[] }> } };
    return (await checker.run()).violations.map(({ id, nodes }) => ({
      id,
      nodes: nodes.map(({ html, failureSummary }) => ({ html, failureSummary })),
    }));
  });
  return found.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 150)} ${failureSummary}`),
  );
}

const everything = () => {
  const tool = {
    type: "function",
    function: { name: "weather", description: "Looks **outside**.", parameters: { type: "object" } },
  };
  const messages = [
    { role: "system", content: "Be brief." },
    { role: "user", content: "# Hello\n\n```py\nprint(1)\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |" },
    { role: "assistant", content: null, tool_calls: [{ id: "c0", function: { name: "weather", arguments: '{"city":"Oslo"}' } }] },
    { role: "tool", tool_call_id: "c0", content: '{"degrees":-4}' },
  ];
  const view = viewOf(
    chatStream(
      [
        { reasoning_content: "Hm." },
        "It is **cold**, see [this](https://example.com).",
        call("Oslo"),
        ...Array.from({ length: 40 }, () => "x"),
      ],
      {
        body: { messages, tools: [tool], temperature: 0.5 },
      },
    ),
    {
      findings: [
        {
          code: "chunk.id",
          severity: "warning",
          message: "`id` differs.",
          range: { start: { line: 60, character: 0 }, end: { line: 60, character: 1 } },
        },
      ],
    },
  );
  const turn = (number: number, id: string) => ({
    id,
    number,
    model: "m",
    preview: "Hi",
    finishReasons: ["stop"],
    predecessors: [],
    successors: [],
  });
  const [choice] = view.answer.choices;
  const logprobs = [{ token: "It", logprob: -0.1, top: [], chunk: 1 }];
  return {
    ...view,
    turns: [turn(1, "file:///a.json"), turn(2, view.id)],
    safety: [{ category: "hate", probability: "low", blocked: true }],
    answer: {
      ...view.answer,
      choices: [
        {
          ...choice!,
          logprobs,
          items: [{ type: "web_search_call", value: { query: "x" }, chunk: 1 }],
          annotations: [{ value: { url: "https://example.com", title: "t" }, chunk: 1 }],
        },
      ],
      disagreements: [{ what: "name", chunk: 1, readings: [{ client: "Python", sees: "a" }] }],
    },
  };
};

describe("for everybody", () => {
  test("axe-core finds nothing in a stream view with everything in it", async () => {
    const { page, say } = await openPage(browser, script);
    await say({ kind: "state", view: everything(), note: "This recording was deleted." });
    await say({ kind: "fixes", fixes: [["Rename"]] });
    await page.getByRole("region", { name: "Response" }).waitFor();
    for (const details of await page.locator("details").all()) await details.evaluate((each) => each.setAttribute("open", ""));
    await page.getByRole("slider").press("ArrowLeft");
    expect(await violations(page)).toEqual([]);
  });

  test("axe-core finds nothing in vectors, models and errors", async () => {
    const vector = (...embedding: number[]) => ({ object: "embedding", index: 0, embedding });
    const model = { __type__: "openai.types.model.Model", __data__: { id: "one", object: "model" } };
    const failed = {
      response: { is_exception: true, exception_data: { type: "RateLimitError", message: "Slow down.", status_code: 429 } },
    };
    for (const text of [
      recordingText({ object: "list", model: "m", data: [vector(3, 4), vector(4, -3)] }, false, { endpoint: "/v1/embeddings" }),
      recordingText([model, model], false, { endpoint: "/v1/models" }),
      recordingText(null, false, failed),
    ]) {
      const { page, say } = await openPage(browser, script);
      await say({ kind: "state", view: viewOf(text), note: null });
      await page.getByRole("region", { name: "Response" }).waitFor();
      expect(await violations(page)).toEqual([]);
    }
  });

  test("axe-core finds nothing in a comparison", async () => {
    const { page } = await comparing(
      chatStream(["It is cold.", call("Oslo")]),
      chatStream(["It is warm.", call("Rome")], { model: "other" }),
    );
    expect(await violations(page)).toEqual([]);
  });

  test.each([320, 427])(
    "at %i pixels (a window at 300 %) everything can be reached without scrolling sideways",
    async (width) => {
      const { page, say } = await openPage(browser, script, { width });
      await say({ kind: "state", view: everything(), note: null });
      await page.getByRole("region", { name: "Response" }).waitFor();
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
      for (const name of ["Play the stream", "Copy or export as…", "Open the recording's JSON"]) {
        const button = page.getByRole("button", { name });
        await button.scrollIntoViewIfNeeded();
        const box = (await button.boundingBox())!;
        expect(box.x >= 0 && box.x + box.width <= width).toBe(true);
      }
      const compared = await comparing(
        chatStream(["x".repeat(500)]),
        chatStream(["y".repeat(500)], { model: "m".repeat(300) }),
        width,
      );
      expect(await compared.page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    },
  );

  test("the keyboard alone reaches actions, turns, findings, chunks and the time line, in reading order", async () => {
    const { page, say } = await openPage(browser, script);
    await say({ kind: "state", view: everything(), note: null });
    await page.getByRole("region", { name: "Response" }).waitFor();
    const reached: string[] = [];
    for (let step = 0; step < 60; step++) {
      await page.keyboard.press("Tab");
      reached.push(await page.evaluate(focused));
      if (reached.at(-1)?.startsWith("Time line")) break;
    }
    const order = [
      "Show texts as recorded",
      "Copy or export as…",
      "Hi",
      "id differs",
      "Copy answer",
      "44 chunks",
      "Play the stream",
      "Time line",
    ];
    const places = order.map((name) => reached.findIndex((each) => each.includes(name)));
    expect(places).not.toContain(-1);
    expect([...places].sort((a, b) => a - b)).toEqual(places);
  });

  test("with reduced motion it plays calmly", async () => {
    const { page, say } = await openPage(browser, script);
    await page.emulateMedia({ reducedMotion: "reduce" });
    await stopTime(page);
    await say({ kind: "state", view: viewOf(chatStream(Array.from({ length: 400 }, () => "x"))), note: null });
    await page.clock.runFor(100);
    await page.getByRole("button", { name: "Play the stream" }).click();
    await page.clock.runFor(350);
    expect(await page.getByRole("slider").getAttribute("aria-valuenow")).toBe("401");
    await page.clock.runFor(100);
    expect(Number(await page.getByRole("slider").getAttribute("aria-valuenow"))).toBeLessThan(100);
  });
});

/** Runs in the page: what has the focus, by its name. */
function focused(): string {
  let element = document.activeElement;
  while (element?.shadowRoot?.activeElement) {
    const inner: Element = element.shadowRoot.activeElement;
    const name = element.getAttribute("label") ?? element.getAttribute("title");
    if (name !== null) return name;
    element = inner;
  }
  return `${element?.getAttribute("aria-label") ?? element?.getAttribute("title") ?? ""} ${element?.textContent ?? ""}`
    .replace(/\s+/g, " ")
    .trim();
}
