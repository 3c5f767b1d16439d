/** Recordings of OGX (formerly Llama Stack): a JSON file with one request, named by the request's hash. Facts from its recorder. */
import type { RecordingFormat } from "../../recording/format";
import { readEnvelope } from "./envelope";
import { hashOfName } from "./names";
import { lookup } from "./lookup";
import { asReplayed } from "./replayed";
import { requestNaming } from "./requestNaming";
import { spellingDifferences } from "./spelling";
import { quickTest } from "./testIdPlace";

export const ogx: RecordingFormat = {
  id: "ogx",
  title: "OGX recording",
  // Its own files begin with an object; what somebody broke, or keeps beside them, is still looked at as one.
  detect: (name) => name.endsWith(".json"),
  read: readEnvelope,
  asReplayed,
  hashOfName,
  spellingDifferences,
  quickTest,
  naming: requestNaming,
  lookup,
};
