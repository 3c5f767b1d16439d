/** All rules on single files, in the order of the documentation. Settings, docs and tests are generated from this list. */
import { cassetteEncoding } from "./cassette/encoding";
import { cassetteSyntax, cassetteUnsafeTag } from "./cassette/loading";
import { cassetteAmbiguous, cassetteAppended } from "./cassette/repeated";
import { cassetteShape } from "./cassette/shape";
import { chunkId } from "./chunkId";
import { chunkEnvelope, chunkForeign, chunkShape, chunkSse } from "./chunkRules";
import { jsonDuplicateKey } from "./jsonDuplicateKey";
import { jsonSyntax } from "./jsonSyntax";
import { providerFailure } from "./providerFailure";
import { recordingShape } from "./recordingShape";
import type { Rule } from "./rule";
import { secretCookie, secretHeader, secretKey } from "./secrets/secrets";
import { recordingStreamFlag } from "./streamFlag";
import { streamAfterFinish, streamEmpty, streamOrder, streamUnfinished, streamUsage } from "./streamRules";
import { recordingTestId } from "./testId";
import { toolArguments, toolSchema, toolUnknown } from "./toolArguments";
import { toolFinish, toolIncomplete, toolIndex, toolNoCalls, toolRepeatedName, toolTwoCallsOneIndex } from "./toolRules";

export const rules: readonly Rule[] = [
  jsonSyntax,
  jsonDuplicateKey,
  cassetteSyntax,
  cassetteUnsafeTag,
  cassetteShape,
  cassetteEncoding,
  cassetteAppended,
  cassetteAmbiguous,
  recordingShape,
  recordingStreamFlag,
  recordingTestId,
  chunkEnvelope,
  chunkShape,
  chunkForeign,
  chunkSse,
  chunkId,
  streamEmpty,
  streamUnfinished,
  streamAfterFinish,
  streamOrder,
  streamUsage,
  toolIndex,
  toolTwoCallsOneIndex,
  toolIncomplete,
  toolRepeatedName,
  toolArguments,
  toolUnknown,
  toolSchema,
  toolFinish,
  toolNoCalls,
  providerFailure,
  secretKey,
  secretHeader,
  secretCookie,
];
