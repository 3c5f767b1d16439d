/** Names of recordings in a review, for files named by hashes. */
import type { RecordingIndex } from "../index/store/recordingIndex";
import { baseName } from "../index/uris";
import type { FixedFile, FixReview } from "../protocol";
import { shorten } from "../recording/json";
import { digitsOf } from "../recordingTitle";
import { parameterId } from "./tellApart";

/** The review with a name for each file that is named by a hash, shown below its test: "France · gpt-4o · "Say hello"". */
export function withNames(index: Pick<RecordingIndex, "inFile">, review: FixReview): FixReview {
  const named = (file: FixedFile) => {
    const name = nameIn(index, file.uri);
    return name === "" ? file : { ...file, name };
  };
  const causes = review.causes.map((cause) => ({
    ...cause,
    tests: cause.tests.map((test) => ({ ...test, files: test.files.map(named) })),
  }));
  return { ...review, causes };
}

function nameIn(index: Pick<RecordingIndex, "inFile">, uri: string): string {
  const [only, ...others] = index.inFile(uri);
  if (only === undefined || others.length > 0 || digitsOf(baseName(uri)) === undefined) return "";
  const parameters = parameterId(only);
  const model = only.model === undefined || parameters.includes(only.model) ? "" : only.model;
  const asked = only.asked === "" ? "" : `"${shorten(only.asked, 40)}"`;
  return [parameters, model, asked].filter((part) => part !== "").join(" · ");
}
