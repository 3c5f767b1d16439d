/** What a scan leaves is given back. */
import { expect, test } from "vitest";
import { freeMemory } from "../../../server/src/index/scan/freeMemory";

/** Bytes. */
const megabyte = 1024 * 1024;

test("Memory that nobody needs any more is given back", () => {
  const numbers: number[][] = [];
  for (let count = 0; count < 100; count++) numbers.push(Array.from({ length: 128 * 1024 }, (_, index) => index));
  const full = process.memoryUsage().heapTotal;
  numbers.length = 0;
  freeMemory();
  expect(process.memoryUsage().heapTotal).toBeLessThan(full - 50 * megabyte);
});
