/** The stream view's model of a recording, as the server makes it. */
import { streamView, type StreamViewInput } from "../../server/src/features/streamView";
import { readRecordingFile } from "../../server/src/formats/readDocument";

const hash = "3f2a9c1d".repeat(8);

export function viewOf(text: string, known: Partial<Omit<StreamViewInput, "file">> & { readonly name?: string } = {}) {
  const { name = `${hash}.json`, ...rest } = known;
  const id = `file:///work/tests/recordings/${name}`;
  return streamView({ id, file: readRecordingFile(name, text), test: null, findings: [], size: text.length, ...rest });
}
