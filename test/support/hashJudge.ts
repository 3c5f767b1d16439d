/** Request hashes computed by Python. */
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

/** Python's hashes of recordings; null for a text that it cannot read. One process for all of them. */
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

/** Our hashes; null for a request that is never hashed. */
export function ourHashes(text: string): Hashes | null {
  const request = readHashable(readRecordingFile("x.json", text));
  return request ? hashesOf(request, sha256) : null;
}

/** The same, computed directly from the request's text; undefined if that is not possible. */
export function plainHashes(text: string): Hashes | undefined {
  const hashing = plainHashing(readRecordingFile("x.json", text), sha256);
  return hashing && underEach(hashing.hashOf);
}

/** For a recording that is known to have hashes. */
export function hashesUnder(text: string): Hashes {
  const hashes = ourHashes(text);
  if (!hashes) throw new Error("This recording has no hash.");
  return hashes;
}

/** The recorder's file name under a scheme. */
export function nameUnder(scheme: OgxScheme, text: string): string {
  return `${hashesUnder(text)[scheme]}.json`;
}
