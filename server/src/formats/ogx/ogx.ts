/** Recordings of OGX (formerly Llama Stack): a JSON file with one request, named by the request's hash. Based on its recorder. */
import type { RecordingFormat } from "../../recording/format";
import { jsonSource } from "../../source/json";
import { isAmongCassettes } from "../places";
import { readEnvelope } from "./envelope";
import { hashOfName } from "./names";
import { lookup } from "./lookup";
import { asReplayed } from "./replayed";
import { requestNaming } from "./requestNaming";
import { spellingDifferences } from "./spelling";
import { firstTestId, mayNameTest, quickTest } from "./testIdPlace";

export const ogx: RecordingFormat = {
  id: "ogx",
  title: "OGX recording",
  // Broken files, and other files next to recordings, count too, but not among the cassettes of other formats.
  detect: (path, head) =>
    path.endsWith(".json") && (!isAmongCassettes(path) || /^\uFEFF?\s*\{\s*"(?:test_id|request|response)"/.test(head)),
  isSurely: (path, head) => head.startsWith('{\n  "test_id":') && path.endsWith(".json"),
  parse: jsonSource,
  read: (value) => {
    const { recording, problems } = readEnvelope(value);
    return { recordings: [{ path: [], recording, problems }], problems: [] };
  },
  outline: (_, text, isWhole) => {
    const first = firstTestId(text);
    if (first) return [{ path: [], test: { testId: first.testId, place: first } }];
    return isWhole && !mayNameTest(text) ? [{ path: [], test: undefined }] : undefined;
  },
  asReplayed,
  hashOfName,
  spellingDifferences,
  quickTest,
  naming: requestNaming,
  lookup,
};
