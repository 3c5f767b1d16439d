/** What is asked for stays in sight: the answer when the view opens, and the selected chunk while the stream is walked through. */
import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { launchChromium } from "../support/editor/browser.mjs";
import { chatStream } from "../support/recordings";
import { bundlePage, openPage, type StreamViewPage } from "../support/streamViewPage";
import { viewOf } from "../support/viewOf";

let browser: Browser;
let script: string;
beforeAll(async () => ([browser, script] = await Promise.all([launchChromium(), bundlePage()])), 120_000);
afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
});
afterAll(() => browser.close());

const words = Array.from({ length: 900 }, (_, index) => `word${index} ${index % 12 === 11 ? "\n\n" : ""}`);
const talk = Array.from({ length: 40 }, (_, index) => ({
  role: index % 2 === 0 ? "user" : "assistant",
  content: `Turn ${index}`,
}));

async function showing(options: Parameters<typeof chatStream>[1] = {}, width = 1_000): Promise<StreamViewPage> {
  const shown = await openPage(browser, script, { width });
  await shown.say({ kind: "state", view: viewOf(chatStream(words, options)), note: null });
  await shown.page.getByRole("region", { name: "Response" }).waitFor();
  return shown;
}

const eventually = <T>(look: () => T) => expect.poll(look, { timeout: 20_000 });
const scrolled = ({ page }: StreamViewPage) => page.evaluate(() => scrollY);

/** Whether the words of the selected chunk are seen: within the window, and above the time line. */
const isSelectedInSight = ({ page }: StreamViewPage): Promise<boolean> =>
  page.evaluate(() => {
    const marked = [...(CSS.highlights.get("tapedeck-selected") ?? [])] as Range[];
    const rect = marked.at(-1)?.getBoundingClientRect();
    const footer = document.querySelector("tapedeck-stream-view")?.shadowRoot?.querySelector("footer");
    return rect !== undefined && rect.top >= 0 && rect.bottom <= (footer?.getBoundingClientRect().top ?? 0);
  });

test("a long conversation opens at its answer", async () => {
  const shown = await showing({ body: { messages: talk } });
  await eventually(async () => (await shown.page.getByRole("region", { name: "Response" }).boundingBox())?.y).toBeLessThan(200);
  expect(await scrolled(shown)).toBeGreaterThan(500);
});

test("a short one opens at its head, and the next one is what opens when the window is loaded again", async () => {
  const shown = await showing();
  await shown.page.getByRole("option").first().waitFor();
  expect(await scrolled(shown)).toBe(0);
  const remembered = () => shown.page.evaluate(() => sessionStorage.getItem("state"));
  await shown.say({ kind: "state", target: "file:///work/another.json", view: viewOf(chatStream(["Short."])), note: null });
  await eventually(remembered).toContain('"uri":"file:///work/another.json"');
});

test("a window that gets its size after its page opens at the head where head and answer fit, until the person scrolls", async () => {
  const shown = await showing({ body: { messages: talk.slice(0, 6) } });
  const { page } = shown;
  await page.setViewportSize({ width: 1_000, height: 340 });
  await eventually(() => scrolled(shown)).toBeGreaterThan(0);
  await page.setViewportSize({ width: 1_000, height: 1_600 });
  await eventually(() => scrolled(shown)).toBe(0);
  await page.mouse.move(300, 300);
  await page.mouse.wheel(0, 300);
  await eventually(() => scrolled(shown)).toBe(300);
  await page.setViewportSize({ width: 1_000, height: 1_500 });
  await eventually(() => page.evaluate(() => innerHeight)).toBe(1_500);
  expect(await scrolled(shown)).toBe(300);
});

test("another recording opens as the first one did, and its list begins at the beginning", async () => {
  const shown = await showing();
  const { page } = shown;
  await shown.say({ kind: "selectChunk", index: 890 });
  await eventually(() => isSelectedInSight(shown)).toBe(true);
  await eventually(() => page.getByRole("option", { selected: true }).count()).toBe(1);
  const view = viewOf(chatStream([...words, "another"]));
  await shown.say({ kind: "state", target: "file:///work/another.json", view, note: null });
  await eventually(() => scrolled(shown)).toBe(0);
  await eventually(() => page.getByRole("option").first().getAttribute("aria-posinset")).toBe("1");
  expect(await page.getByRole("option", { selected: true }).count()).toBe(0);
});

test("a short answer after a long conversation is seen whole, with as much before it as fits", async () => {
  const shown = await openPage(browser, script, { width: 1_000 });
  const view = viewOf(chatStream(["Short."], { body: { messages: talk } }));
  await shown.say({ kind: "state", view, note: null });
  const region = shown.page.getByRole("region", { name: "Response" });
  await eventually(async () => (await region.boundingBox())?.y).toBeGreaterThan(300);
  await eventually(async () => {
    const box = await region.boundingBox();
    return box !== null && box.y + box.height < 800 - 66;
  }).toBe(true);
});

test("scrubbing, the list's arrows and the cursor in the JSON bring the chunk into sight", async () => {
  const shown = await showing();
  const slider = shown.page.getByRole("slider");
  for (const key of ["PageDown", "PageDown", "PageUp", "Home", "PageUp"]) {
    await slider.press(key);
    await eventually(() => isSelectedInSight(shown)).toBe(true);
  }
  await slider.press("End");
  const list = shown.page.getByRole("listbox");
  for (const key of ["PageDown", "Home", "PageDown", "ArrowUp"]) {
    await list.press(key);
    await eventually(() => isSelectedInSight(shown)).toBe(true);
  }
  await shown.say({ kind: "selectChunk", index: 450 });
  await eventually(() => isSelectedInSight(shown)).toBe(true);
});

test("who scrolled away while it plays is left alone, and taken along again from where it plays", async () => {
  const shown = await showing();
  const { page } = shown;
  const slider = page.getByRole("slider");
  await slider.press("PageDown");
  await eventually(() => isSelectedInSight(shown)).toBe(true);
  await page.getByRole("button", { name: "Play the stream" }).click();
  await page.mouse.move(300, 300);
  await page.mouse.wheel(0, -100_000);
  await eventually(() => scrolled(shown)).toBe(0);
  await page.getByRole("button", { name: "Play the stream" }).waitFor();
  expect(await scrolled(shown)).toBe(0);
  await slider.press("PageDown");
  await eventually(() => isSelectedInSight(shown)).toBe(true);
  expect(await scrolled(shown)).toBeGreaterThan(500);
});

test("in a narrow view the list is walked through where it stands, and the time line still leads", async () => {
  const shown = await showing({}, 420);
  const { page } = shown;
  const list = page.getByRole("listbox");
  await list.scrollIntoViewIfNeeded();
  const before = await scrolled(shown);
  await list.press("Home");
  await list.press("ArrowDown");
  await eventually(() => page.getByRole("option", { selected: true }).getAttribute("aria-posinset")).toBe("2");
  expect(await scrolled(shown)).toBe(before);
  await page.getByRole("slider").press("Home");
  await eventually(() => isSelectedInSight(shown)).toBe(true);
});
