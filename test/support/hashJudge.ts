/** Python's own word on request hashes. */
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { sha256 } from "../../server/src/index/sha256";
import { hashesOf } from "../../server/src/formats/ogx/naming";
import { plainHashing } from "../../server/src/formats/ogx/plainHash";
import { readRecordingFile } from "../../server/src/formats/readDocument";
import { readHashable } from "../../server/src/formats/ogx/requestHash";
import { underEach, type OgxScheme } from "../../server/src/formats/ogx/schemes";
import { findPytestPython } from "./python";

export type Hashes = Readonly<Record<OgxScheme, string>>;

/** The hashes that Python gives to recordings; null for a text that it does not read. One process for all of them. */
export function judgedHashes(texts: readonly string[]): (Hashes | null)[] {
  const input = texts.map((text) => JSON.stringify(text)).join("\n");
  const output = execFileSync(findPytestPython(), [join(import.meta.dirname, "hashJudge.py")], {
    input,
    encoding: "utf8",
    maxBuffer: 1 << 28,
    env: { ...process.env, PYTHONIOENCODING: "utf-8" },
  });
  return output
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Hashes | null);
}

/** Ours; null for a request that is never hashed. */
export function ourHashes(text: string): Hashes | null {
  const request = readHashable(readRecordingFile("x.json", text));
  return request ? hashesOf(request, sha256) : null;
}

/** The same straight from the text of the request; undefined where that cannot tell. */
export function plainHashes(text: string): Hashes | undefined {
  const hashing = plainHashing(readRecordingFile("x.json", text), sha256);
  return hashing && underEach(hashing.hashOf);
}

/** Of a recording that is known to have some. */
export function hashesUnder(text: string): Hashes {
  const hashes = ourHashes(text);
  if (!hashes) throw new Error("This recording has no hash.");
  return hashes;
}

/** The name under a scheme, as the recorder would give it. */
export function nameUnder(scheme: OgxScheme, text: string): string {
  return `${hashesUnder(text)[scheme]}.json`;
}
