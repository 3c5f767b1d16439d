/** All rules. Settings, docs and tests are made from this list. */
import { chunkEnvelope, chunkForeign, chunkShape } from "./chunkRules";
import { jsonSyntax } from "./jsonSyntax";
import { recordingShape } from "./recordingShape";
import type { Rule } from "./rule";

export const rules: readonly Rule[] = [jsonSyntax, recordingShape, chunkEnvelope, chunkForeign, chunkShape];
