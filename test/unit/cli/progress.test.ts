import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Progress } from "../../../server/src/cli/progress";

/** What a stream has received. */
function received(isTTY: boolean) {
  const texts: string[] = [];
  return { isTTY, texts, write: (text: string) => texts.push(text) };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("progress", () => {
  test("is silent when the work is quick", () => {
    const stream = received(true);
    const progress = new Progress("Checked", stream);
    for (let done = 0; done < 1000; done++) progress.report(done, 1000);
    progress.end();
    expect(stream.texts).toEqual([]);
  });

  test("keeps to one line on a terminal, and takes it away in the end", () => {
    const stream = received(true);
    const progress = new Progress("Checked", stream);
    vi.advanceTimersByTime(1000);
    progress.report(400, 1577);
    progress.report(401, 1577);
    vi.advanceTimersByTime(1000);
    progress.report(800, 1577);
    progress.end();
    progress.report(900, 1577);
    expect(stream.texts).toEqual([
      "\r\u001b[2KChecked 400 of 1577 recordings",
      "\r\u001b[2KChecked 800 of 1577 recordings",
      "\r\u001b[2K",
    ]);
  });

  test("is a line now and then in a log", () => {
    const stream = received(false);
    const progress = new Progress("Checked", stream);
    vi.advanceTimersByTime(1000);
    progress.report(100, 1577);
    vi.advanceTimersByTime(10_000);
    progress.report(400, 1577);
    progress.report(500, 1577);
    progress.end();
    expect(stream.texts).toEqual(["Checked 400 of 1577 recordings\n"]);
  });
});
