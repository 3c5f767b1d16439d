/**
 * Names of DataDog's files: `<provider>_<path>_<method>_<hash>.json`. The hash covers the URL after the provider's base URL, the method and the body.
 * Based on the test agent's `_generate_cassette_name`.
 */
import { isObject, stringOf } from "../../recording/json";
import type { Naming, RecordingName, RequestNaming, Sha256 } from "../../recording/naming";
import { headerOf, readHeaders } from "../../recording/http/headers";
import { dumpPython, parsePython } from "../../recording/python/json";
import type { RecordingInFile } from "../../recording/recordingInFile";

const scheme = "datadog";
const parts = /^(.+_[a-z]+)_([0-9a-f]{8})\.json$/;

/** `digest` is the part before the hash. */
export function partsOfName(name: string): RecordingName | undefined {
  const [, digest, hash] = parts.exec(name) ?? [];
  return hash === undefined ? undefined : { hash, digest };
}

export const naming: RequestNaming = {
  schemes: [{ name: scheme, since: "", what: "the address, the method and the body", digits: 8, knowsTests: false }],
  newest: scheme,
  isByFolder: true,
  partsOfName,
  fileNameOf: (hash, digest) => (digest === undefined ? `${hash}.json` : `${digest}_${hash}.json`),
  idOf: (hash) => hash,
  digitsIn: () => undefined,
  hashesIn: () => [],
  namingOf,
  hashUnder: (file, _, sha256) => {
    const found = namingOf(file, sha256);
    return found?.hashes?.[scheme] ?? (found?.fits.length ? partsOfName(file.document.name)?.hash : undefined);
  },
  hashesLike: () => [],
  evidenceOf: ({ fits }) => fits[0],
  schemeInUse: (evidence) => ((evidence.get(scheme) ?? 0) > 0 ? scheme : undefined),
  schemeOfName: ({ fits }) => fits[0] ?? null,
  nameStatus: ({ fits }) => (fits.length > 0 ? "current" : "mismatch"),
  readAsked: () => undefined,
};

/** undefined for what nobody can hash again: parts of forms with boundaries of their own, bytes, the name of another address. */
function namingOf(file: RecordingInFile, sha256: Sha256): Naming | undefined {
  const { document, recording } = file;
  const named = partsOfName(document.name);
  const body = bodyIn(document.source.text);
  if (named?.digest === undefined || body === undefined || recording?.request?.kind !== "http") return undefined;
  const { method, url } = recording.request;
  const hashOf = (path: string): string => sha256(`${path}:${method}:${body}`).slice(0, 8);
  const paths = pathsOf(named.digest.slice(0, -method.length - 1), url);
  const about = { recordedUnder: undefined, digest: named.digest };
  if (paths.some((path) => hashOf(path) === named.hash)) return { ...about, fits: [scheme], hashes: undefined };
  // The folder is named after the provider, which tells where the provider ends in the file's name.
  const folder = document.path.split("/").at(-2);
  const path = paths.find((each) => each.startsWith(`${folder ?? ""}/`));
  return path === undefined ? undefined : { ...about, fits: [], hashes: { [scheme]: hashOf(path) } };
}

/** The body as it is hashed. */
function bodyIn(text: string): string | undefined {
  try {
    const { request } = JSON.parse(text) as { readonly request?: unknown };
    const { body, headers } = isObject(request) ? request : {};
    const given = body === "" || body === null ? "{}" : stringOf(body);
    const type = headerOf(readHeaders(headers), "content-type") ?? "";
    if (given === undefined || given.startsWith("base64:") || /multipart/i.test(type)) return undefined;
    return dumpPython(parsedOrText(given));
  } catch {
    return undefined;
  }
}

function parsedOrText(text: string): ReturnType<typeof parsePython> {
  try {
    return parsePython(text);
  } catch {
    return text;
  }
}

/** All `<provider>/<path>` that a name may mean, as any end of the URL may be the path; longest first. */
function pathsOf(name: string, url: string): readonly string[] {
  return [...new Set([url, decoded(url)])].flatMap((address) =>
    endsOf(address, name.length).flatMap((path) => {
      if (!name.endsWith(`_${fileSafe(path)}`)) return [];
      const before = name.slice(0, -path.length - 1).split("_");
      // What precedes the provider is a prefix set by a test.
      return before.map((_, from) => `${before.slice(from).join("_")}/${path}`);
    }),
  );
}

/** The parts of a URL after each slash, if shorter than `length`; longest first. */
function endsOf(address: string, length: number): readonly string[] {
  const host = /^[a-z]+:\/\/[^/]*\//i.exec(address)?.[0].length ?? 0;
  const ends: string[] = [];
  for (let at = address.length; at > host && address.length - at < length;) {
    at = Math.max(address.lastIndexOf("/", at - 1), host - 1);
    ends.push(address.slice(at + 1));
    if (at < host) break;
  }
  return ends.reverse();
}

/** Python's definition of alphanumeric differs slightly, but not for characters in URLs. */
const fileSafe = (text: string): string => text.replace(/[^\p{L}\p{N}.-]/gu, "_");

function decoded(url: string): string {
  try {
    return decodeURIComponent(url);
  } catch {
    return url;
  }
}
