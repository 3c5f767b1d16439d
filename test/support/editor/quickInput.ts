/** The quick input at the top of the window: files by name, commands by title, lines by number, and lists of an extension. */
import type { Locator, Page } from "playwright-core";

export interface QuickInput {
  /**
   * Opens a file with quick open, and waits until it is the active editor.
   * @param path relative to the workspace folder, with forward slashes
   * @param line one-based; undefined: the present position
   */
  openFile(path: string, line?: number): Promise<void>;
  /** Moves the active editor's cursor to the start of a line (one-based). */
  goToLine(line: number): Promise<void>;
  /** Runs a command by the full title in the command palette, "Tapedeck: Open Stream View". Throws if the palette does not offer it. */
  runCommand(title: string): Promise<void>;
  /** The same for a command that continues with a quick input. */
  startCommand(title: string): Promise<void>;
  /** Closes all tabs. */
  closeAllEditors(): Promise<void>;
  /** The labels of an open pick list, from the top. */
  pickList(): Promise<readonly string[]>;
  /** Chooses an entry of an open pick list by its label; `stays`: another list follows. */
  pick(label: string, then?: "stays"): Promise<void>;
}

export function quickInput(page: Page): QuickInput {
  const widget = page.locator(".quick-input-widget");
  const input = widget.locator("input:not([type=checkbox])");
  const rows = widget.locator(".quick-input-list .monaco-list-row");
  const labelled = (label: string) =>
    rows.filter({ has: page.locator(".monaco-icon-label-container > .monaco-icon-name-container", { hasText: exactly(label) }) });

  const ask = async (key: string, text: string) => {
    // An input that an earlier test left open would take the text.
    if (await widget.isVisible()) await page.keyboard.press("Escape");
    // A key pressed while the workbench moves the focus is lost, and so is the input if an editor that opens takes the focus.
    for (let attempt = 1; attempt <= 8; attempt++) {
      if (!(await input.isVisible())) await page.keyboard.press(key);
      const filled = input.fill(text, { timeout: 3_000 }).then(
        () => true,
        () => false,
      );
      if (await filled) return;
    }
    throw new Error(`${key} opened no quick input.`);
  };
  const closes = () =>
    widget.waitFor({ state: "hidden", timeout: 3_000 }).then(
      () => true,
      () => false,
    );
  const appears = (row: Locator) =>
    row
      .first()
      .waitFor({ timeout: 5_000 })
      .then(
        () => true,
        () => false,
      );
  const choose = async (row: Locator) => {
    // A list that is rendered again under the mouse ignores the click.
    for (let attempt = 1; attempt <= 10; attempt++) {
      await row
        .first()
        .click({ timeout: 5_000 })
        .catch(() => undefined);
      if (await closes()) return;
    }
    throw new Error("The quick input does not close.");
  };

  const runCommand = async (title: string) => {
    await ask("F1", `>${title}`);
    await choose(labelled(title));
  };

  return {
    async openFile(path, line) {
      const name = path.slice(path.lastIndexOf("/") + 1);
      for (let attempt = 1; ; attempt++) {
        await ask("Control+P", line === undefined ? path : `${path}:${line}`);
        if (attempt === 4 || (await appears(labelled(name)))) break;
        // Quick open does not update for files that appeared since it was opened.
        await page.keyboard.press("Escape");
        await widget.waitFor({ state: "hidden" });
      }
      await choose(labelled(name));
      await page.locator(`.editor-group-container.active .tab.active[data-resource-name="${name}"]`).waitFor();
      await page.locator(".editor-group-container.active .editor-instance .view-line").first().waitFor();
    },
    async goToLine(line) {
      await ask("Control+G", `:${line}`);
      await page.keyboard.press("Enter");
      await widget.waitFor({ state: "hidden" });
    },
    runCommand,
    async startCommand(title) {
      await ask("F1", `>${title}`);
      await labelled(title).first().click();
    },
    async closeAllEditors() {
      await runCommand("View: Close All Editors");
      await page.locator(".tab").first().waitFor({ state: "detached" });
    },
    pickList: async () =>
      (await rows.locator(".monaco-icon-label-container > .monaco-icon-name-container").allInnerTexts()).map((text) =>
        text.trim(),
      ),
    pick: (label, then) => (then === undefined ? choose(labelled(label)) : labelled(label).first().click()),
  };
}

function exactly(text: string): RegExp {
  // An icon before the label leaves a blank.
  return new RegExp(`^\\s*${text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)}$`);
}
