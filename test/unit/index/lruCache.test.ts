import { expect, test } from "vitest";
import { LruCache } from "../../../server/src/index/store/lruCache";

const cacheOf = (...values: string[]) => {
  const cache = new LruCache<string>(10, (value) => value.length);
  for (const value of values) cache.set(value[0]!, value);
  return cache;
};

test("what was used longest ago goes first when the cache is full", () => {
  const cache = cacheOf("aaaa", "bbbb");
  cache.get("a");
  cache.set("c", "cccc");
  expect([cache.get("a"), cache.get("b"), cache.get("c")]).toEqual(["aaaa", undefined, "cccc"]);
});

test("what is too heavy is not kept, and drives nothing out", () => {
  const cache = cacheOf("aaaa", "b".repeat(11));
  expect([cache.get("a"), cache.get("b")]).toEqual(["aaaa", undefined]);
});

test("a new value replaces the old one's weight", () => {
  const cache = cacheOf("aaaaaaaa", "aa", "bbbbbbbb");
  expect([cache.get("a"), cache.get("b")]).toEqual(["aa", "bbbbbbbb"]);
});
