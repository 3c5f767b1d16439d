import type { Editor } from "../support/editor/editor";

/** Until two pictures in a row are the same: whatever is drawn late, or moves, has come to rest. */
export async function settled({ page }: Editor): Promise<void> {
  let before: Buffer = Buffer.alloc(0);
  for (let attempt = 1; attempt <= 20; attempt++) {
    const now = await page.screenshot({ animations: "disabled" });
    if (now.equals(before)) return;
    before = now;
    await page.waitForTimeout(300);
  }
}
