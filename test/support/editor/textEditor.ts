/** The active text editor: code lenses, hovers, the cursor, typing. */
import type { Page } from "playwright-core";
import { pressStill } from "./press";
import type { QuickInput } from "./quickInput";

export interface Cursor {
  /** One-based, as the status bar shows them. */
  readonly line: number;
  readonly column: number;
}

export interface TextEditor {
  /** The name of the file in the active tab; undefined if no tab is open. */
  activeFile(): Promise<string | undefined>;
  cursor(): Promise<Cursor>;
  /** The rendered lines in and near the viewport, one string each. */
  visibleLines(): Promise<readonly string[]>;
  /** The code lenses in the viewport, from the top; those on one line are separate entries. */
  codeLenses(): Promise<readonly string[]>;
  /**
   * Waits for a code lens by (a part of) its text, and clicks it.
   * @param line one-based: goes there first, and takes the lens over this line; undefined: the first in the viewport
   */
  clickCodeLens(text: string | RegExp, line?: number): Promise<void>;
  /**
   * Points the mouse at the first occurrence of a text, and waits for the hover.
   * @param line one-based: goes there first, and searches this line only; undefined: anywhere in the viewport
   * @returns the hover as text; cells of a table are separated by tabs
   */
  hover(text: string, line?: number): Promise<string>;
  /** Clicks a link of the hover that is shown. */
  clickHoverLink(name: string | RegExp): Promise<void>;
  /** Follows a link in the text with Ctrl and a click. */
  followLink(text: string, line?: number): Promise<void>;
  /** Puts the cursor after the first occurrence of a text and types, without auto-closing or completion. */
  typeAfter(text: string, typed: string, line?: number): Promise<void>;
  /** Saves the active editor and waits until it is no longer dirty. */
  save(): Promise<void>;
}

const group = ".editor-group-container.active";
const instance = `${group} .editor-instance`;

export function textEditor(page: Page, quick: QuickInput): TextEditor {
  // A lens with a command is a link; one without is not, and neither is the bar between two.
  const lenses = page.locator(`${instance} .codelens-decoration > :is(a, span)`);
  const hoverWidget = page.locator(".monaco-resizable-hover > .monaco-hover:not(.hidden)");
  const filledHover = hoverWidget.filter({ hasNotText: /^Loading\.\.\.$/ });
  const activeTab = page.locator(`${group} .tab.active`);

  /** The position of a text once the lines do not move: code lenses that arrive push them down. */
  const settledPoint = async (text: string, line: number | undefined) => {
    const where = { instance, text, line };
    let point = await (await page.waitForFunction(locateText, where)).jsonValue();
    for (let before; point !== undefined && point.y !== before; point = await page.evaluate(locateText, where)) {
      before = point.y;
      await page.waitForTimeout(150);
    }
    if (point === undefined) throw new Error(`The text "${text}" went out of sight.`);
    return point;
  };
  const pointOf = async (text: string, line: number | undefined) => {
    if (line !== undefined) await quick.goToLine(line);
    return settledPoint(text, line);
  };

  return {
    activeFile: async () =>
      (await activeTab.evaluateAll((tabs) => tabs.map((tab) => tab.getAttribute("data-resource-name"))))[0] ?? undefined,
    async cursor() {
      const text = await page.locator("[id='status.editor.selection']").innerText();
      const [line, column] = [...text.matchAll(/\d+/g)].map(Number);
      if (line === undefined || column === undefined) throw new Error(`No cursor in "${text}".`);
      return { line, column };
    },
    visibleLines: async () => {
      const lines = await page
        .locator(`${instance} .view-line`)
        .evaluateAll((elements) => elements.map((each) => ({ top: each.getBoundingClientRect().top, text: each.textContent })));
      return lines.sort((a, b) => a.top - b.top).map(({ text }) => text.replaceAll("\u00a0", " "));
    },
    codeLenses: async () =>
      (await lenses.allInnerTexts()).map((text) => text.trim()).filter((text) => text !== "" && text !== "|"),
    async clickCodeLens(text, line) {
      const matching = lenses.filter({ hasText: text, visible: true });
      if (line !== undefined) await quick.goToLine(line);
      const find = async () => {
        await matching.first().waitFor();
        if (line === undefined) return matching.first();
        const { y } = await settledPoint("", line);
        const tops = await matching.evaluateAll((all) => all.map((each) => each.getBoundingClientRect().top));
        return matching.nth(tops.findLastIndex((top) => top < y));
      };
      for (let attempt = 1; !(await pressStill(page, await find())); attempt++)
        if (attempt === 10) throw new Error(`The code lens ${String(text)} does not stand still.`);
    },
    async hover(text, line) {
      for (let attempt = 1; attempt <= 4; attempt++) {
        const point = await pointOf(text, line);
        await page.mouse.move(point.x, point.y - 60);
        await page.mouse.move(point.x, point.y, { steps: 4 });
        // A hover requested before the language server knows the file stays empty, so ask again.
        const shown = filledHover.waitFor({ timeout: 5_000 }).then(
          () => true,
          () => false,
        );
        if (await shown) return hoverWidget.innerText();
      }
      throw new Error(`No hover over "${text}".`);
    },
    clickHoverLink: (name) => hoverWidget.getByRole("link", { name }).first().click(),
    async followLink(text, line) {
      const point = await pointOf(text, line);
      await page.keyboard.down("Control");
      await page.mouse.move(point.x, point.y, { steps: 4 });
      await page.locator(`${instance} .detected-link-active, ${instance} .goto-definition-link`).first().waitFor();
      await page.mouse.click(point.x, point.y);
      await page.keyboard.up("Control");
    },
    async typeAfter(text, typed, line) {
      const point = await pointOf(text, line);
      await page.mouse.click(point.right, point.y);
      await page.keyboard.insertText(typed);
    },
    async save() {
      await page.keyboard.press("Control+S");
      await page.locator(`${group} .tab.active:not(.dirty)`).waitFor();
    },
  };
}

/** Runs in the page: the centre and the right edge of the first occurrence of `text`; undefined if it is not rendered. A line may be wrapped. */
function locateText(where: {
  readonly instance: string;
  readonly text: string;
  readonly line: number | undefined;
}): { x: number; y: number; right: number } | undefined {
  const editor = document.querySelector(where.instance);
  if (!editor) return undefined;
  const topOf = (element: Element) => element.getBoundingClientRect().top;
  const numbers = [...editor.querySelectorAll(".line-numbers")];
  const number = numbers.find((each) => each.textContent === String(where.line));
  if (where.line !== undefined && !number) return undefined;
  const top = number ? topOf(number) : -Infinity;
  const bottom = number ? Math.min(...numbers.map(topOf).filter((each) => each > top)) : Infinity;
  const lines = [...editor.querySelectorAll(".view-line")]
    .filter((each) => topOf(each) > top - 3 && topOf(each) < bottom - 3)
    .sort((a, b) => topOf(a) - topOf(b));
  const line = lines.find((each) => each.textContent.replaceAll("\u00a0", " ").includes(where.text));
  if (!line) return undefined;
  const start = line.textContent.replaceAll("\u00a0", " ").indexOf(where.text);
  const end = start + where.text.length;
  const range = document.createRange();
  range.selectNodeContents(line);
  const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
  for (let offset = 0, node = walker.nextNode(); node; node = walker.nextNode()) {
    const length = node.textContent?.length ?? 0;
    if (start >= offset && start < offset + length) range.setStart(node, start - offset);
    if (end > offset && end <= offset + length) range.setEnd(node, end - offset);
    offset += length;
  }
  const box = range.getBoundingClientRect();
  return { x: box.left + box.width / 2, y: box.top + box.height / 2, right: box.right };
}
