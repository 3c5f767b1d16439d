/** Compares requests by method and URL as VCR.py's own matchers do. Based on vcrpy's `matchers.py` and `request.py`. */
import { byCodePoint } from "../json";

export interface MatchedRequest {
  readonly method: string;
  readonly url: string;
}

/** A matcher by which two requests differ, and the values it compares. */
export interface MatcherDifference {
  readonly name: string;
  readonly asked: string;
  readonly recorded: string;
}

type Parts = Readonly<Record<"method" | "scheme" | "host" | "port" | "path" | "query", string>>;

const names = ["method", "scheme", "host", "port", "path", "query"] as const;

/** The differences found by vcrpy's default matchers, in their order. Never throws. */
export function matcherDifferences(asked: MatchedRequest, recorded: MatchedRequest): readonly MatcherDifference[] {
  const [one, other] = [partsOf(asked), partsOf(recorded)];
  return names.flatMap((name) => (one[name] === other[name] ? [] : [{ name, asked: one[name], recorded: other[name] }]));
}

const ports: Readonly<Record<string, string>> = { https: "443", http: "80" };

function partsOf({ method, url }: MatchedRequest): Parts {
  const [, scheme = "", authority = "", path = "", query = ""] =
    /^(?:([a-z][a-z\d+.-]*):)?(?:\/\/([^/?#]*))?([^?#]*)(?:\?([^#]*))?/i.exec(url) ?? [];
  const server = authority.slice(authority.lastIndexOf("@") + 1).toLowerCase();
  const [, host = server, port] = /^(\[[^\]]*\]|[^:]*):(\d+)$/.exec(server) ?? [];
  return {
    ...{ method: method.toUpperCase(), scheme: scheme.toLowerCase(), host },
    port: port ?? ports[scheme.toLowerCase()] ?? "",
    // Python does not count what follows a semicolon in the last segment.
    path: withoutParameters(path) || "/",
    query: sortedQuery(query),
  };
}

function withoutParameters(path: string): string {
  const at = path.indexOf(";", path.lastIndexOf("/") + 1);
  return at < 0 ? path : path.slice(0, at);
}

/** Sorted, without empty fields. */
function sortedQuery(query: string): string {
  const pairs = query.split("&").map((pair) => decoded(pair));
  return pairs
    .filter((pair) => /=./s.test(pair))
    .sort(byCodePoint)
    .join("&");
}

function decoded(text: string): string {
  const plain = text.replaceAll("+", " ");
  try {
    return decodeURIComponent(plain);
  } catch {
    return plain;
  }
}
