/** Reads the output of `tapedeck coverage`. */
import { readOwn } from "../../disk/read";
import { readCoverage, type Coverage } from "../../pytest/coverage/coverage";

/** In bytes; more than any suite's. */
const longest = 1024 * 1024 * 1024;

/** "missing": it cannot be read; "other": it is something else. Never rejects. */
export async function readCoverageFile(path: string): Promise<Coverage | "missing" | "other"> {
  const bytes = await readOwn(path, longest).catch(() => undefined);
  return bytes === undefined ? "missing" : (readCoverage(bytes.toString("utf8")) ?? "other");
}

/** What is wrong with a file, in a sentence. */
export function whyNoCoverage(name: string, why: "missing" | "other"): string {
  return why === "missing" ? `${name} cannot be read.` : `${name} is not JSON that tapedeck coverage has written.`;
}
