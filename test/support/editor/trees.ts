/** Tree views, such as those in the test side bar: their rows, and the buttons on them. */
import type { Locator, Page } from "playwright-core";

export interface Trees {
  /** The rows of a view by its title, with labels and descriptions separated by a blank; empty if the view is not shown. */
  tree(view: string): Promise<readonly string[]>;
  /** Opens a row with a click. */
  openTreeRow(view: string, text: string | RegExp): Promise<void>;
  /** Points the mouse at a row by (a part of) its text, and clicks one of the buttons that appear. */
  pressTreeAction(view: string, text: string | RegExp, action: string): Promise<void>;
}

export function trees(page: Page): Trees {
  const rowsOf = (view: string): Locator =>
    page
      .locator(".pane", { has: page.locator(".pane-header .title", { hasText: new RegExp(`^${view}$`) }) })
      .locator(".pane-body .monaco-list-row");
  return {
    tree: async (view) =>
      (await rowsOf(view).locator(".monaco-icon-label-container").allInnerTexts()).map((text) =>
        text.replaceAll(/[\s\u00a0]+/g, " ").trim(),
      ),
    openTreeRow: (view, text) => rowsOf(view).filter({ hasText: text }).first().click(),
    async pressTreeAction(view, text, action) {
      const row = rowsOf(view).filter({ hasText: text }).first();
      const button = row.getByRole("button", { name: action, exact: true });
      // A row that is rendered again, or moves while the view expands, loses the mouse, and with it its buttons.
      for (let attempt = 1; attempt <= 10; attempt++) {
        await row.hover();
        const pressed = button.click({ timeout: 3_000 }).then(
          () => true,
          () => false,
        );
        if (await pressed) return;
      }
      throw new Error(`No button ${action} on the row ${String(text)}.`);
    },
  };
}
