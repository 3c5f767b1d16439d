/** Clicks elements that may move or be rendered again at any moment, such as a code lens while others arrive. */
import type { Locator, Page } from "playwright-core";

/**
 * Waits until an element does not move, clicks it, and checks that both press and release reached it. Returns false if it was rendered again or moved
 * in between, so that the click had no effect; find the element again.
 */
export async function pressStill(page: Page, locator: Locator): Promise<boolean> {
  const element = await locator.elementHandle({ timeout: 5_000 }).catch(() => null);
  const point = await element?.evaluate(whenStill);
  if (!element || !point) return false;
  const reached = await element.evaluateHandle(watchPress);
  await page.mouse.move(point.x, point.y);
  await page.mouse.down();
  await page.mouse.up();
  return reached.evaluate(({ events }) => events.length === 2 && events.every(Boolean));
}

/** Runs in the page: the element's centre once it has not moved for ten frames and a moment; undefined if it was removed. */
async function whenStill(element: Element): Promise<{ readonly x: number; readonly y: number } | undefined> {
  const frame = () => new Promise<number>((resolve) => requestAnimationFrame(resolve));
  const place = () => JSON.stringify(element.getBoundingClientRect());
  let [since, frames, before] = [performance.now(), 0, place()];
  while (element.isConnected && (frames < 10 || performance.now() - since < 300)) {
    await frame();
    const now = place();
    if (now === before) frames++;
    else [since, frames, before] = [performance.now(), 0, now];
  }
  const box = element.getBoundingClientRect();
  return element.isConnected ? { x: box.left + box.width / 2, y: box.top + box.height / 2 } : undefined;
}

/** Runs in the page: for the next press and release of the mouse, whether each was on the element while it was part of the page. */
function watchPress(element: Element): { readonly events: readonly boolean[] } {
  const events: boolean[] = [];
  for (const name of ["mousedown", "mouseup"]) {
    const note = ({ target }: Event) => events.push(element.isConnected && target instanceof Node && element.contains(target));
    document.addEventListener(name, note, { capture: true, once: true });
  }
  return { events };
}
