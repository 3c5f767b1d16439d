import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { StreamView } from "../../server/src/protocol";
import { launchChromium } from "../support/editor/browser.mjs";
import { chatStream, deltaChunk, recordingText } from "../support/recordings";
import { bundlePage, openPage, read, type StreamViewPage } from "../support/streamViewPage";
import { viewOf } from "../support/viewOf";

let browser: Browser;
let script: string;
beforeAll(async () => ([browser, script] = await Promise.all([launchChromium(), bundlePage()])), 120_000);
afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
});
afterAll(() => browser.close());

/** A page that shows this view, as after the extension's first reply. */
async function showing(view: StreamView, width?: number): Promise<StreamViewPage> {
  const shown = await openPage(browser, script, width === undefined ? {} : { width });
  await shown.say({ kind: "state", view, note: null });
  await shown.page.getByRole("region", { name: "Response" }).waitFor();
  return shown;
}

/** Polls for as long as a slow machine may need. */
const eventually = <T>(look: () => T) => expect.poll(look, { timeout: 5_000 });

const call = (delta: Readonly<Record<string, unknown>>) => ({ tool_calls: [{ index: 0, ...delta }] });

describe("reading", () => {
  test("the page asks for its state and shows question and answer", async () => {
    const { page, heard, alarms } = await showing(viewOf(chatStream(["Hel", "lo"], { testId: "tests/test_a.py::test_hello" })));
    expect(await heard()).toEqual([{ kind: "ready" }]);
    expect(await read(page.getByRole("heading", { level: 1 }))).toBe("test_hello");
    expect(await read(page.getByRole("region", { name: "Request" }))).toContain("Hello");
    expect(await read(page.getByRole("article", { name: "assistant" }).locator("traced-text"))).toBe("Hello");
    expect(await page.getByRole("option").allInnerTexts()).toHaveLength(3);
    expect(alarms).toEqual([]);
  });

  test("the first content comes with its icons, or without them where their font does not come", async () => {
    let release = (): void => undefined;
    const font = new Promise<void>((resolve) => (release = resolve));
    const { page, say } = await openPage(browser, script, { fontAfter: font });
    await say({ kind: "state", view: viewOf(chatStream(["Hello"])), note: null });
    const content = page.getByRole("region", { name: "Response" });
    expect(await content.count()).toBe(0);
    release();
    await content.waitFor();
    expect(await page.evaluate(() => document.fonts.check("16px codicon"))).toBe(true);

    const without = await openPage(browser, script, { fontAfter: new Promise(() => undefined) });
    await without.say({ kind: "state", view: viewOf(chatStream(["Hello"])), note: null });
    await without.page.clock.runFor(2_000);
    await without.page.getByRole("region", { name: "Response" }).waitFor();
  });

  test("tool arguments are indented, their numbers as they were spelled", async () => {
    const { page } = await showing(
      viewOf(chatStream([call({ id: "c1", function: { name: "add", arguments: '{"a":1.0,"b":[1,{}]}' } })])),
    );
    const shown = await read(page.getByRole("region", { name: "Response" }).locator(".call traced-text"));
    expect(shown).toBe('{\n  "a": 1.0,\n  "b": [\n    1,\n    {}\n  ]\n}');
  });

  test("arguments that are no JSON are shown as recorded, with a note", async () => {
    const { page } = await showing(viewOf(chatStream([call({ id: "c1", function: { name: "add", arguments: '{"a":' } })])));
    const response = page.getByRole("region", { name: "Response" });
    expect(await read(response)).toContain("not valid JSON");
    expect(await read(response.locator(".call traced-text"))).toBe('{"a":');
  });

  test("arguments thousands of levels deep and a description of 300,000 lines are shown, and can be copied", async () => {
    const deep = `${"[".repeat(5_000)}${"]".repeat(5_000)}`;
    const description = Array.from({ length: 300_000 }, (_, index) => `line ${index}`).join("\n");
    const tools = [{ type: "function", function: { name: "add", description, parameters: {} } }];
    const text = chatStream([call({ id: "c1", function: { name: "add", arguments: deep } })], { body: { tools } });
    const { page, heard, alarms } = await showing(viewOf(text));
    const response = page.getByRole("region", { name: "Response" });
    expect((await read(response.locator(".call traced-text"))).split("[")).toHaveLength(5_001);
    await response.getByRole("button", { name: "Copy tool call" }).click();
    await eventually(async () => (await heard()).at(-1)?.kind).toBe("copy");
    const request = page.getByRole("region", { name: "Request" });
    await request.getByText("1 tool").click();
    await request.getByRole("button", { name: /^Show more of/ }).click();
    await request.getByRole("button", { name: /^Show more: / }).waitFor();
    expect(alarms).toEqual([]);
  });

  test("a part that cannot be shown says so in its place, and the rest of the page stands", async () => {
    const view = viewOf(chatStream(["Hello"], { body: { temperature: 0.5 } }));
    const broken = { ...view, settings: [null], answer: { ...view.answer, notes: [null, ...view.answer.notes.slice(1)] } };
    const { page } = await showing(broken as never);
    expect(await read(page.getByRole("region", { name: "Request" }))).toContain("This part cannot be shown: ");
    expect(await read(page.getByRole("region", { name: "Request" }))).toContain("user");
    expect(await read(page.getByRole("article", { name: "assistant" }).locator("traced-text"))).toBe("Hello");
  });

  test("a long message is folded until somebody wants it", async () => {
    const question = Array.from({ length: 200 }, (_, index) => `line ${index}`).join("\n");
    const { page } = await showing(viewOf(chatStream(["Hi"], { body: { messages: [{ role: "user", content: question }] } })));
    const request = page.getByRole("region", { name: "Request" });
    expect(await read(request)).not.toContain("line 199");
    await request.getByRole("button", { name: /^Show all/ }).click();
    expect(await read(request)).toContain("line 199");
  });

  test("findings and a provider's error stand out", async () => {
    const place = { start: { line: 2, character: 0 }, end: { line: 2, character: 4 } };
    const text = recordingText(null, false, {
      response: { is_exception: true, exception_data: { type: "RateLimitError", message: "Slow down.", status_code: 429 } },
    });
    const finding = { code: "provider.failure", severity: "information", message: "The provider failed.", range: place } as const;
    const { page, heard } = await showing(viewOf(text, { findings: [finding] }));
    expect(await read(page.getByRole("group", { name: "Provider error" }))).toMatch(/RateLimitError[^]*429[^]*Slow down\./);
    await page.getByRole("button", { name: /The provider failed/ }).click();
    expect(await heard()).toContainEqual({ kind: "revealFinding", index: 0 });
  });

  test.each([320, 800, 1200])("at %i pixels nothing is cut off sideways", async (width) => {
    const long = "x".repeat(3_000);
    const view = viewOf(
      chatStream([long, call({ id: long, function: { name: long, arguments: `{"${long}":1}` } })], { testId: `a.py::${long}` }),
    );
    const { page } = await showing(view, width);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  });
});

describe("chunks", () => {
  test("a click reveals the chunk; arrows move and Enter reveals", async () => {
    const { page, heard } = await showing(viewOf(chatStream(["a", "b", "c"])));
    await page.getByRole("option").nth(1).click();
    await page.keyboard.press("ArrowDown");
    expect(await read(page.getByRole("option", { selected: true }))).toContain("c");
    await page.keyboard.press("Enter");
    expect((await heard()).filter(({ kind }) => kind === "revealChunk")).toEqual([
      { kind: "revealChunk", index: 1 },
      { kind: "revealChunk", index: 2 },
    ]);
  });

  test("they count from one, as hovers, outline and problems do", async () => {
    const { page } = await showing(viewOf(chatStream(["a", "b"])));
    expect(await page.getByRole("option").locator(".index").allInnerTexts()).toEqual(["1", "2", "3"]);
    await page.getByRole("button", { name: "chunk 3" }).waitFor();
  });

  test("a model that is not named takes no room, and names in findings look like code", async () => {
    const view = viewOf(chatStream(["a"]));
    const place = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
    const finding = { code: "chunk.shape", severity: "error", message: "`choices` is missing.", range: place } as const;
    const { page } = await showing({ ...view, modelAsked: "", answer: { ...view.answer, model: null }, findings: [finding] });
    expect(await page.locator("dt").allInnerTexts()).not.toContain("Model");
    expect(await page.getByRole("button", { name: "choices is missing." }).locator("code").allInnerTexts()).toEqual(["choices"]);
  });

  test("of 1,500 chunks only those in sight are rendered, and the last is one key away", async () => {
    const words = Array.from({ length: 1_500 }, (_, index) => ` word${index}`);
    const { page } = await showing(viewOf(chatStream(words)));
    expect(await page.getByRole("option").count()).toBeLessThan(100);
    await page.getByRole("listbox").press("End");
    await page.getByRole("option", { name: /finish/ }).waitFor();
    expect(await page.getByRole("option", { selected: true }).getAttribute("aria-posinset")).toBe("1501");
  });

  test("the filter leaves those that match", async () => {
    const words = Array.from({ length: 100 }, (_, index) => ` word${index}`);
    const { page } = await showing(viewOf(chatStream(words)));
    await page.getByRole("searchbox", { name: "Filter chunks" }).fill("word99");
    await eventually(() => page.getByRole("option").count()).toBe(1);
  });

  test("clicking the answer's text reveals the chunk it came from", async () => {
    const { page, heard } = await showing(viewOf(chatStream(["one ", "two ", "three"])));
    await page.locator("traced-text").click({ position: { x: 2, y: 8 } });
    expect(await heard()).toContainEqual({ kind: "revealChunk", index: 0 });
  });

  test("the cursor in the JSON editor selects its chunk", async () => {
    const { page, say } = await showing(viewOf(chatStream(["a", "b", "c"])));
    await say({ kind: "selectChunk", index: 2 });
    await eventually(() => page.getByRole("option", { selected: true }).allInnerTexts()).toEqual([expect.stringContaining("c")]);
  });

  test("what cannot be seen is shown by a mark", async () => {
    const { page } = await showing(viewOf(chatStream([" a\n", "\u202eb\u0007"])));
    const rows = (await page.getByRole("option").allInnerTexts()).map((row) => row.split("\n").at(-1));
    expect(rows.slice(0, 2)).toEqual(["·a↵", "\\u202eb\\u0007"]);
  });
});

describe("staying up to date", () => {
  test("an edit of the file keeps the selection", async () => {
    const { page, say } = await showing(viewOf(chatStream(["a", "b"])));
    await page.getByRole("option").nth(1).click();
    await say({ kind: "state", view: viewOf(chatStream(["a", "b changed"])), note: null });
    await expect
      .poll(() => page.getByRole("option", { selected: true }).allInnerTexts())
      .toEqual([expect.stringContaining("b changed")]);
  });

  test("selection and place are still there after the page was hidden", async () => {
    const view = viewOf(chatStream(Array.from({ length: 300 }, (_, index) => `paragraph ${index}\n`)));
    const { page, say, reload } = await showing(view);
    await page.getByRole("listbox").press("End");
    await page.evaluate(() => scrollTo(0, 1_000));
    await eventually(() => page.evaluate(() => sessionStorage.getItem("state"))).toContain('"scroll":1000');
    await reload();
    await say({ kind: "state", view, note: null });
    await eventually(() => page.evaluate(() => scrollY)).toBe(1_000);
    expect(await page.getByRole("option", { selected: true }).getAttribute("aria-posinset")).toBe("301");
  });

  test("an error is said above what was there; without anything there, it is all that is said", async () => {
    const shown = await showing(viewOf(chatStream(["Still here"])));
    await shown.say({ kind: "error", message: "This recording was deleted.", fatal: false });
    await eventually(() => shown.page.getByRole("alert").allInnerTexts()).toEqual([expect.stringContaining("deleted")]);
    expect(await read(shown.page.locator("traced-text"))).toBe("Still here");
    await shown.say({ kind: "error", message: "This file is not a recording.", fatal: true });
    await eventually(() => read(shown.page.locator("main"))).toBe("This file is not a recording.");
  });

  test("messages of another form change nothing", async () => {
    const { page, say, alarms } = await showing(viewOf(chatStream(["Still here"])));
    for (const message of [null, "state", { kind: "unknown" }, { type: "state" }, []]) await say(message);
    expect(await read(page.locator("traced-text"))).toBe("Still here");
    expect(alarms).toEqual([]);
  });
});

describe("a hostile recording is only ever text", () => {
  const attacks = [
    "<img src=x onerror=alert(1)>",
    "<script>alert(1)</script>",
    '"><svg onload=alert(1)>',
    "<iframe src='https://evil.test'></iframe>",
    "<style>@import 'https://evil.test/x.css'</style>",
    "[click](javascript:alert(1)) ![x](https://evil.test/x.png)",
    "command:workbench.action.quit",
    "${alert(1)}{{alert(1)}}",
    "\u202e\u2066evil\u0000\u001b[31m\ud800",
  ];

  test.each(attacks)("%j in every place that a recording has", async (attack) => {
    const tool = { type: "function", function: { name: attack, description: attack, parameters: { [attack]: attack } } };
    const messages = [
      { role: attack, content: attack },
      { role: "tool", tool_call_id: attack, content: JSON.stringify({ [attack]: attack }) },
      { role: "assistant", content: null, tool_calls: [{ id: attack, function: { name: attack, arguments: attack } }] },
    ];
    const text = chatStream(
      [
        attack,
        { reasoning_content: attack },
        { refusal: attack },
        call({ id: attack, function: { name: attack, arguments: JSON.stringify({ [attack]: attack }) } }),
        { annotations: [{ type: attack }] },
        deltaChunk({ role: attack }, attack),
      ],
      { testId: `${attack}::${attack}`, model: attack, endpoint: attack, body: { messages, tools: [tool], [attack]: attack } },
    );
    const range = { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } };
    const view = viewOf(text, {
      name: `${attack}.json`,
      findings: [{ code: attack, severity: "error", message: attack, range }],
    });
    const { page, alarms, heard } = await showing(view);
    for (const summary of await page.locator("summary").all()) await summary.click();
    await page.waitForTimeout(50);
    expect(await read(page.locator("traced-text").first())).not.toBe("");
    expect(await page.locator("img, iframe, a:not([href^=https]), object, embed, form, style, script:not([src])").count()).toBe(
      0,
    );
    expect(alarms).toEqual([]);
    expect(await heard()).toEqual([{ kind: "ready" }]);
  });

  test("an error and a body as well", async () => {
    const attack = attacks.join(" ");
    const failed = recordingText(null, false, {
      response: { is_exception: true, exception_message: attack, exception_data: { type: attack, message: attack } },
    });
    const other = recordingText({ [attack]: attack }, false, { endpoint: "/v1/other" });
    for (const text of [failed, other]) {
      const { page, alarms } = await showing(viewOf(text));
      expect(await read(page.getByRole("region", { name: "Response" }))).toContain("<img src=x onerror=alert(1)>");
      expect(alarms).toEqual([]);
    }
  });
});
