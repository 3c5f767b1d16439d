/** Plain text as a source: no values and no syntax problem. */
import type { SourceText } from "../recording/sourceText";

export function plainSource(text: string): SourceText {
  const source: SourceText = {
    text,
    notation: "json",
    value: undefined,
    written: undefined,
    problem: undefined,
    hidden: [],
    rangeOf: () => ({ start: 0, end: text.length }),
    placeAt: () => undefined,
    offsetWithin: () => undefined,
    withValue: () => source,
  };
  return source;
}
