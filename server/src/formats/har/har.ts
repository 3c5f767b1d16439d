/** HTTP archives, including Polly.js's. Based on HAR 1.2, Polly.js 6 and 366 files. */
import type { Exchange } from "../../recording/http/exchange";
import { callOf, type FindBody } from "../../recording/http/call";
import { isObject, listOf, objectOf } from "../../recording/json";
import { jsonSource } from "../../source/json";
import { cassetteFormat } from "../cassette";

export const har = cassetteFormat({
  id: "har",
  title: "HTTP archive",
  detect: (path, head) => path.endsWith(".har") || (path.endsWith(".json") && /^\uFEFF?\s*\{\s*"log"\s*:\s*\{/.test(head)),
  source: jsonSource,
  exchangesOf(value) {
    const { entries } = objectOf(objectOf(value)["log"]);
    return Array.isArray(entries) ? listOf(entries).map(entryOf) : undefined;
  },
  noneIn: () => "The file has no list of `entries` in its `log`, so it is not an HTTP archive and cannot be replayed.",
});

function entryOf(entry: unknown, index: number): Exchange {
  return callOf(entry, ["log", "entries", index], { url: ["url"], sent: textIn("postData"), received: textIn("content") });
}

/** `encoding` marks base64 text. */
function textIn(name: string): FindBody {
  return (fields, path) => {
    const holder = fields[name];
    const { text, encoding } = isObject(holder) ? holder : {};
    return { body: text, bodyPath: [...path, name, "text"], isBase64: encoding === "base64" };
  };
}
