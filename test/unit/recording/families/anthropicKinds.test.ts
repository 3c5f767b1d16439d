/** The kinds of blocks and deltas that the provider's own client knows, its beta ones included, are those that we know. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { anthropicMessages } from "../../../../server/src/recording/families/anthropicMessages";
import { growth } from "../../../../server/src/recording/families/anthropicKinds";
import { anthropicStreams, betaStreams } from "../../../judges/support/anthropicStreams";
import { joined, sseLines, type Data } from "../../../support/wire";

const client = dirname(createRequire(import.meta.url).resolve("@anthropic-ai/sdk"));
const types = ["resources/messages/messages.d.ts", "resources/beta/messages/messages.d.ts"].map((path) =>
  readFileSync(join(client, path), "utf8"),
);

/** The words that a union of interfaces has for `type`. */
function kindsOf(union: string): string[] {
  return types.flatMap((source) => {
    const members = new RegExp(`export (?:declare )?type ${union} = ([^;]+);`).exec(source)?.[1]?.split("|") ?? [];
    return members.map((member) => {
      const [, body] = new RegExp(`export interface ${member.trim()} \\{([\\s\\S]*?)\\n\\}`).exec(source) ?? [];
      return /\n {4}type: '(\w+)';/.exec(body ?? "")?.[1] ?? `${member.trim()}?`;
    });
  });
}

describe("The kinds of Anthropic's", () => {
  it("blocks are those of its client", () => {
    const kinds = [...kindsOf("ContentBlock"), ...kindsOf("BetaContentBlock")];
    expect([...new Set(kinds)].sort()).toEqual(Object.keys(growth).sort());
  });

  it("deltas are those of its client", () => {
    const kinds = [...kindsOf("RawContentBlockDelta"), ...kindsOf("BetaRawContentBlockDelta")];
    expect([...new Set(kinds)].sort()).toEqual(
      Object.values(growth)
        .flat()
        .filter((kind, at, all) => all.indexOf(kind) === at)
        .sort(),
    );
  });
});

/** The object with a field more in each of the objects in it, one at a time. */
function* withMore(value: unknown): Generator {
  if (Array.isArray(value))
    for (const [at, each] of value.entries()) for (const more of withMore(each)) yield value.with(at, more);
  if (typeof value !== "object" || value === null || Array.isArray(value)) return;
  yield { ...value, novel: "sparkle" };
  for (const [key, each] of Object.entries(value)) for (const more of withMore(each)) yield { ...value, [key]: more };
}

it("A field that nobody knows is in the answer, or beside it, wherever it stands", () => {
  let tried = 0;
  for (const events of [...Object.values(anthropicStreams), ...Object.values(betaStreams)]) {
    for (const [at, event] of events.entries()) {
      for (const more of withMore(event)) {
        const answer = joined(anthropicMessages, sseLines(events.with(at, more as Data), "type"));
        expect(JSON.stringify([answer.choices, answer.also]), JSON.stringify(more)).toContain("sparkle");
        tried++;
      }
    }
  }
  expect(tried).toBeGreaterThan(200);
});
