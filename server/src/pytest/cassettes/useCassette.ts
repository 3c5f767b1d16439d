/** What a call of `use_cassette` says of itself. */
import type { Call } from "./callReader";
import { textOf, type PathText } from "./pathText";

/** What `use_cassette` is called of; undefined for vcrpy's own. */
export function objectOf(callee: string): string | undefined {
  const object = callee.slice(0, -"use_cassette".length - 1);
  return object === "vcr" || object === "" ? undefined : object;
}

/** A decorator without a path takes the function's name; undefined where it may have one. */
export function ownPath(file: string, { callee, items, decorates }: Call): PathText | undefined {
  if (decorates === undefined || items.some(([first]) => first?.name === "**")) return undefined;
  return textOf(objectOf(callee) === undefined ? `${file.slice(0, file.lastIndexOf("/"))}/${decorates}` : decorates);
}
