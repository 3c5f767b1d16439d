/** The stream view's page in a real browser, without the editor: the test plays the extension. */
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import type { Browser, Locator, Page } from "playwright-core";
import type { MessageFromPage } from "../../client/src/streamView/messages";
import { pageHtml, type PageSources } from "../../client/src/streamView/pageHtml";

const root = fileURLToPath(new URL("../../", import.meta.url));
const origin = "http://stream-view.test";
const shownUri = "file:///work/recording.json";

export interface StreamViewPage {
  readonly page: Page;
  /** Sends a message from the extension; any value is allowed. */
  readonly say: (message: unknown) => Promise<void>;
  /** The messages from the page since it was loaded. */
  readonly heard: () => Promise<readonly MessageFromPage[]>;
  /** What must never happen: requests for anything but the page's own files, dialogs, errors, violations of the policy. */
  readonly alarms: readonly string[];
  readonly reload: () => Promise<unknown>;
}

/** The text of an element, including nested ones, as in the page. */
export function read(element: Locator): Promise<string> {
  return element.evaluate((root) => {
    const textIn = (node: Node): string => {
      if (node instanceof Text) return node.data;
      if (node instanceof HTMLStyleElement || node instanceof Comment) return "";
      const children = node instanceof Element && node.shadowRoot ? node.shadowRoot.childNodes : node.childNodes;
      return [...children].map(textIn).join("");
    };
    return textIn(root).trim();
  });
}

/** From now on time only passes with `page.clock.runFor`. */
export async function stopTime(page: Page): Promise<void> {
  await page.clock.install({ time: 0 });
  await page.clock.pauseAt(3_600_000);
}

/** Bundles the page as the build does. */
export async function bundlePage(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [`${root}client/webview/streamView.ts`],
    bundle: true,
    write: false,
    format: "esm",
    target: "es2022",
    tsconfig: `${root}client/webview/tsconfig.json`,
  });
  return outputFiles[0]?.text ?? "";
}

export interface PageOptions {
  /** Default: the stream view. */
  readonly element?: "tapedeck-stream-view" | "tapedeck-comparison";
  /** In CSS pixels. Default: 800. */
  readonly width?: number;
  /** The icon font arrives after this, and the page's time stands still from the start. */
  readonly fontAfter?: Promise<unknown>;
}

export async function openPage(
  browser: Browser,
  script: string,
  { element = "tapedeck-stream-view", width = 800, fontAfter }: PageOptions = {},
): Promise<StreamViewPage> {
  const page = await browser.newPage({ viewport: { width, height: 800 } });
  page.setDefaultTimeout(5_000);
  const alarms: string[] = [];
  page.on("pageerror", (error) => alarms.push(`error: ${error.message}`));
  page.on("dialog", (dialog) => {
    alarms.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on("console", (message) => message.type() === "error" && alarms.push(`console: ${message.text()}`));
  await serve(page, script, element, alarms);
  if (fontAfter !== undefined) {
    await page.route("**/codicon.ttf*", (route) => fontAfter.then(() => route.fallback()));
    await stopTime(page);
  }
  await page.addInitScript(playVsCode);
  // A page is loaded when its fonts are.
  await page.goto(`${origin}/`, { waitUntil: fontAfter === undefined ? "load" : "domcontentloaded" });
  return {
    page,
    alarms,
    say: (message) => page.evaluate((data) => postMessage(data, "*"), ofThePage(message)),
    heard: () => page.evaluate(() => (window as unknown as { heard: MessageFromPage[] }).heard),
    reload: () => page.reload(),
  };
}

/** A state is for the recording that the page was opened for, unless it says otherwise. */
function ofThePage(message: unknown): unknown {
  const isState = typeof message === "object" && message !== null && "kind" in message && message.kind === "state";
  return isState ? { target: shownUri, ...message } : message;
}

async function serve(page: Page, script: string, element: PageSources["element"], alarms: string[]): Promise<void> {
  const html = pageHtml({
    cspSource: origin,
    script: `${origin}/streamView.js`,
    codicons: `${origin}/codicon.css`,
    nonce: "bm9uY2U=",
    element,
    data: { uri: shownUri },
  });
  const codicon = (name: string) => readFile(`${root}node_modules/@vscode/codicons/dist/${name}`);
  const files = new Map([
    ["/", { contentType: "text/html", body: html }],
    ["/streamView.js", { contentType: "text/javascript", body: script }],
    ["/codicon.css", { contentType: "text/css", body: await codicon("codicon.css") }],
    ["/codicon.ttf", { contentType: "font/ttf", body: await codicon("codicon.ttf") }],
  ]);
  await page.route("**/*", async (route) => {
    const url = new URL(route.request().url());
    const file = url.origin === origin ? files.get(url.pathname) : undefined;
    if (!file) alarms.push(`request: ${url.href}`);
    await (file ? route.fulfill(file) : route.abort());
  });
}

/** Runs in the page before anything else. The state survives a reload, as in VS Code. */
function playVsCode(): void {
  const heard: unknown[] = [];
  Object.assign(window, {
    heard,
    acquireVsCodeApi: () => ({
      postMessage: (message: unknown) => heard.push(message),
      getState: () => JSON.parse(sessionStorage.getItem("state") ?? "null") as unknown,
      setState: (state: unknown) => sessionStorage.setItem("state", JSON.stringify(state)),
    }),
  });
}
