import { shorten } from "../json";

const widest = 120;

/** An excerpt of two long texts around the place where they start to differ; null for a side that is missing. */
export function around(
  asked: string | null,
  recorded: string | null,
): { readonly asked: string | null; readonly recorded: string | null } {
  const from = asked === null || recorded === null ? 0 : Math.max(commonStart(asked, recorded) - widest / 3, 0);
  const cut = (text: string | null) => text && (from === 0 ? "" : "…") + shorten(text.slice(from), widest);
  return { asked: cut(asked), recorded: cut(recorded) };
}

function commonStart(a: string, b: string): number {
  let at = 0;
  while (at < a.length && a.charCodeAt(at) === b.charCodeAt(at)) at++;
  return at;
}
