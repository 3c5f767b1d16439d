/** The stream view's page in real Chromium, against the raw JSON in a `<pre>`: until something can be read, and for each step of the scrubber. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { streamView } from "../../server/src/features/streamView";
import { readRecordingFile } from "../../server/src/formats/readDocument";
import { chatStream } from "../support/recordings";
import type { Measurement } from "./measurements";

interface BrowserModule {
  readonly launchChromium: () => Promise<Browser>;
}

const rounds = 5;
const steps = 20;

/** Of each size, a stream of chat chunks of one word. `root` is the built project. Empty where there is no Chromium. */
export async function streamViewPage(root: string): Promise<readonly Measurement[]> {
  // By its path, so that it is not bundled: Playwright finds its own files beside it.
  const path = pathToFileURL(join(root, "test/support/editor/browser.mjs")).href;
  const { launchChromium } = (await import(path)) as BrowserModule;
  const browser = await launchChromium().catch((error: unknown) => {
    console.log(`The stream view is not measured: ${String(error)}`);
    return undefined;
  });
  if (!browser) return [];
  try {
    const page = await browser.newPage({ viewport: { width: 900, height: 900 } });
    await page.addInitScript("window.acquireVsCodeApi = () => ({ postMessage() {}, getState() {}, setState() {} })");
    const results: Measurement[] = [];
    for (const chunks of [1_500, 20_000])
      results.push(...(await measure(page, readFileSync(join(root, "dist/streamView.js"), "utf8"), chunks)));
    return results;
  } finally {
    await browser.close();
  }
}

async function measure(page: Page, script: string, chunks: number): Promise<Measurement[]> {
  const words = Array.from({ length: chunks }, (_, index) =>
    index % 40 === 0 ? `\n\n**Part ${index / 40}** ` : ` word${index}`,
  );
  const text = chatStream(words);
  const id = "file:///work/recordings/a.json";
  const view = streamView({ id, file: readRecordingFile("a.json", text), test: null, findings: [], size: text.length });
  const first: number[] = [];
  const pre: number[] = [];
  const scrub: number[] = [];
  for (let round = 0; round < rounds; round++) {
    await page.goto("about:blank");
    await page.setContent('<body data-uri="x"><tapedeck-stream-view></tapedeck-stream-view></body>');
    await page.addScriptTag({ content: script, type: "module" });
    first.push(await page.evaluate(showView, view));
    scrub.push(await page.evaluate(scrubThrough, steps));
    await page.goto("about:blank");
    pre.push(await page.evaluate(showPre, text));
  }
  const size = chunks.toLocaleString("en");
  const than = "raw JSON in a <pre>";
  return [
    {
      what: `stream view of ${size} chunks, first render`,
      ours: median(first),
      unit: "ms",
      than,
      baseline: median(pre),
      goal: 1,
    },
    { what: `one step of its scrubber`, ours: median(scrub), unit: "ms", than, baseline: median(pre), goal: 0.2 },
  ];
}

/** In the page: until the browser has laid out and painted what the state says. */
function showView(view: unknown): Promise<number> {
  const painted = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
  const started = performance.now();
  postMessage({ kind: "state", view, note: null }, "*");
  return (async () => {
    const root = document.querySelector("tapedeck-stream-view")?.shadowRoot;
    while (!root?.querySelector("traced-text")?.shadowRoot?.querySelector(".box")?.firstChild) await painted();
    await painted();
    return performance.now() - started;
  })();
}

/** In the page: the mean of many steps over the whole stream, each until it is painted. */
async function scrubThrough(steps: number): Promise<number> {
  const painted = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
  const main = document.querySelector("tapedeck-stream-view")?.shadowRoot?.querySelector("main");
  const length = (main?.querySelector("time-line") as { readonly rows?: readonly unknown[] } | null)?.rows?.length ?? 0;
  const started = performance.now();
  for (let step = 1; step <= steps; step++) {
    const detail = Math.floor((length * step) / (steps + 1));
    main?.dispatchEvent(new CustomEvent("chunk-scrub", { detail }));
    await painted();
  }
  return (performance.now() - started) / steps;
}

async function showPre(text: string): Promise<number> {
  const painted = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
  const started = performance.now();
  const pre = document.createElement("pre");
  pre.textContent = text;
  document.body.append(pre);
  await painted();
  return performance.now() - started;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? NaN;
}
