/** The hash of a recording's request as if another test had made it: the hashed text is written once with a placeholder for the test. */
import type { Sha256 } from "../../recording/naming";
import { dumpPython, dumpString } from "../../recording/python/json";
import type { RecordingInFile } from "../../recording/recordingInFile";
import { hashDocument, readHashable } from "./requestHash";
import { schemeNamed, type OgxScheme } from "./schemes";

/** A text that no request contains. */
const placeholder = "\u0001test\u0001";

/** undefined where no test goes into the hash. Never throws. */
export function hashOfTest(file: RecordingInFile, scheme: OgxScheme, sha256: Sha256): ((testId: string) => string) | undefined {
  const request = readHashable(file);
  if (request === undefined || request.kind === "tool") return undefined;
  const parts = dumpPython(hashDocument({ ...request, testId: placeholder }, scheme)).split(dumpString(placeholder));
  if (parts.length !== 2) return undefined;
  const [before = "", after = ""] = parts;
  const { digits } = schemeNamed(scheme);
  return (testId) => sha256(before + dumpString(testId) + after).slice(0, digits);
}
