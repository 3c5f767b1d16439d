/** Stories of functions that read text which somebody else wrote: each takes time in proportion to it, however hostile. */
import { describe, expect, it } from "vitest";
import { superlinear } from "./growth";
import { anyText, type Named } from "./makers";

export interface Reader {
  readonly name: string;
  readonly call: (text: string) => unknown;
  /** What its own patterns begin to match. */
  readonly makers?: readonly Named<string>[];
}

/** One story a function, in which every kind of text is tried. */
export function takeTimeInProportion(readers: readonly Reader[]): void {
  describe.each(readers)("$name takes time in proportion to its text", ({ call, makers = [] }) => {
    it("of any kind", { timeout: 120_000 }, () => {
      const found = [...anyText, ...makers].flatMap(({ name, make }) => {
        const growth = superlinear(make, call);
        return growth ? [`${name}: ${growth.factors.join(", ")} times from ${growth.size} characters on`] : [];
      });
      expect(found).toEqual([]);
    });
  });
}
