/** Quick fixes at the cursor, and the preview of edits that need confirmation. */
import type { Page } from "playwright-core";

export interface QuickFixes {
  /** Opens the quick fix menu at the cursor, and chooses one by its title. */
  takeQuickFix(title: string | RegExp): Promise<void>;
  /** Waits for the preview of edits: its rows from the top, each with whether it is ticked. */
  previewed(): Promise<readonly { readonly text: string; readonly ticked: boolean }[]>;
  /** Ticks every row of the preview with this text that is not ticked. */
  tickAll(text: string | RegExp): Promise<void>;
  applyPreview(): Promise<void>;
  discardPreview(): Promise<void>;
}

export function quickFixes(page: Page): QuickFixes {
  const menuRows = page.locator(".action-widget .monaco-list-row.action");
  const panel = page.locator(".bulk-edit-panel");
  const rows = panel.locator(".monaco-list-row");
  const box = ".edit-checkbox";
  const press = async (name: string) => {
    await panel.getByRole("button", { name, exact: true }).click();
    await rows.first().waitFor({ state: "hidden" });
  };

  return {
    async takeQuickFix(title) {
      const wanted = menuRows.filter({ hasText: title }).first();
      const appears = () => wanted.waitFor({ timeout: 3_000 }).catch(() => undefined);
      // New findings may not be in the menu yet, which is not updated while it is open.
      for (let attempt = 1; attempt <= 8 && !(await wanted.isVisible()); attempt++) {
        await page.keyboard.press("Escape");
        await page.keyboard.press("Control+.");
        await appears();
      }
      await wanted.click();
    },
    async previewed() {
      await rows.first().waitFor();
      return rows.evaluateAll(
        (all, checkbox) =>
          all.map((row) => ({
            text: row.textContent.replaceAll("\u00a0", " ").trim(),
            ticked: row.querySelector(checkbox)?.getAttribute("aria-checked") === "true",
          })),
        box,
      );
    },
    async tickAll(text) {
      // Only visible rows are rendered.
      const unfolded = panel.locator(".monaco-list-row[aria-expanded=true] .monaco-tl-twistie");
      while ((await unfolded.count()) > 0) await unfolded.first().click();
      const unticked = rows.filter({ hasText: text }).locator(`${box}[aria-checked=false]`);
      while ((await unticked.count()) > 0) await unticked.first().click();
    },
    applyPreview: () => press("Apply"),
    discardPreview: () => press("Discard"),
  };
}
