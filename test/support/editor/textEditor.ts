/** The active text editor: code lenses, hovers, the cursor, typing. */
import type { Page } from "playwright-core";
import type { QuickInput } from "./quickInput";

export interface Cursor {
  /** One-based, as the status bar shows them. */
  readonly line: number;
  readonly column: number;
}

export interface TextEditor {
  /** The name of the file in the active tab; undefined: no tab is open. */
  activeFile(): Promise<string | undefined>;
  cursor(): Promise<Cursor>;
  /** What the editor has rendered: the lines in and near the viewport, one string each. */
  visibleLines(): Promise<readonly string[]>;
  /** The code lenses in the viewport, from the top; those on one line are separate entries. */
  codeLenses(): Promise<readonly string[]>;
  /** Waits for a code lens in the viewport by (a part of) its text, and clicks it. */
  clickCodeLens(text: string | RegExp): Promise<void>;
  /**
   * Rests the mouse on the first occurrence of a text, and waits for the hover.
   * @param line one-based: goes there first, and looks on this line only; undefined: anywhere in the viewport
   * @returns the hover as text; cells of a table are apart by tabs
   */
  hover(text: string, line?: number): Promise<string>;
  /** Clicks a link of the hover that is shown. */
  clickHoverLink(name: string | RegExp): Promise<void>;
  /** Follows a link in the text, as a person does with Ctrl and a click. */
  followLink(text: string, line?: number): Promise<void>;
  /** Puts the cursor behind the first occurrence of a text and types; no auto-closing or completion comes in between. */
  typeAfter(text: string, typed: string, line?: number): Promise<void>;
  /** Saves the active editor and waits until it is no longer dirty. */
  save(): Promise<void>;
}

const group = ".editor-group-container.active";
const instance = `${group} .editor-instance`;

export function textEditor(page: Page, quick: QuickInput): TextEditor {
  const lenses = page.locator(`${instance} .codelens-decoration a`);
  const hoverWidget = page.locator(".monaco-resizable-hover > .monaco-hover:not(.hidden)");
  const filledHover = hoverWidget.filter({ hasNotText: /^Loading\.\.\.$/ });
  const activeTab = page.locator(`${group} .tab.active`);

  const pointOf = async (text: string, line: number | undefined) => {
    if (line !== undefined) await quick.goToLine(line);
    const where = { instance, text, line };
    let point = await (await page.waitForFunction(locateText, where)).jsonValue();
    // Code lenses that arrive push the lines down: only a place that stays is one.
    for (let before; point !== undefined && point.y !== before; point = await page.evaluate(locateText, where)) {
      before = point.y;
      await page.waitForTimeout(150);
    }
    if (point === undefined) throw new Error(`The text "${text}" went out of sight.`);
    return point;
  };

  return {
    activeFile: async () =>
      (await activeTab.count()) === 0 ? undefined : ((await activeTab.getAttribute("data-resource-name")) ?? undefined),
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
    codeLenses: () => lenses.allInnerTexts(),
    clickCodeLens: (text) => lenses.filter({ hasText: text }).first().click(),
    async hover(text, line) {
      const point = await pointOf(text, line);
      for (let attempt = 1; ; attempt++) {
        await page.mouse.move(point.x, point.y - 60);
        await page.mouse.move(point.x, point.y, { steps: 4 });
        // A hover asked for before the language server knows the file stays empty: ask again.
        const shown = await filledHover.waitFor({ timeout: 5_000 }).then(
          () => true,
          () => false,
        );
        if (shown) return hoverWidget.innerText();
        if (attempt === 4) throw new Error(`No hover over "${text}".`);
      }
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

/** Runs in the page: the middle and the right edge of the first occurrence of `text`; undefined: not rendered. */
function locateText(where: {
  readonly instance: string;
  readonly text: string;
  readonly line: number | undefined;
}): { x: number; y: number; right: number } | undefined {
  const editor = document.querySelector(where.instance);
  if (!editor) return undefined;
  const number = [...editor.querySelectorAll(".line-numbers")].find((each) => each.textContent === String(where.line));
  const top = number?.getBoundingClientRect().top;
  if (where.line !== undefined && top === undefined) return undefined;
  const lines = [...editor.querySelectorAll(".view-line")]
    .map((element) => ({ element, top: element.getBoundingClientRect().top }))
    .filter((each) => top === undefined || Math.abs(each.top - top) < 3)
    .sort((a, b) => a.top - b.top);
  for (const { element } of lines) {
    const start = element.textContent.replaceAll("\u00a0", " ").indexOf(where.text);
    if (start === -1) continue;
    const range = document.createRange();
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    let offset = 0;
    let begun = false;
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const length = node.textContent?.length ?? 0;
      if (!begun && start < offset + length) {
        range.setStart(node, start - offset);
        begun = true;
      }
      if (begun && start + where.text.length <= offset + length) {
        range.setEnd(node, start + where.text.length - offset);
        const box = range.getBoundingClientRect();
        return { x: box.left + box.width / 2, y: box.top + box.height / 2, right: box.right };
      }
      offset += length;
    }
  }
  return undefined;
}
