/** A recording as `show --format json` prints it: what was answered, and who asked for it, without provenance. */
import { modelAsked } from "../recording/request";
import { pointerOf } from "../recording/jsonPath";
import type { AlsoSaid, Annotation, Choice, ProviderError, Reassembled, ToolCall, Usage } from "../recording/reassembled";

import type { RecordingFile } from "../recording/recordingFile";

/** Absent parts are null, lists are empty; `data` is there in families without choices, `index` where the file holds several. */
export function shownAsJson(file: RecordingFile, shown: string) {
  const { recording, reassembled: answer } = file;
  return {
    file: shown,
    ...(file.path.length === 0 ? {} : { index: file.index }),
    testId: recording?.testId ?? null,
    requestHash: file.hash ?? null,
    family: answer.family,
    streaming: answer.streaming,
    model: answer.model ?? modelAsked(recording?.request) ?? null,
    chunkCount: recording?.chunks.length ?? 0,
    choices: answer.choices.map(choiceAsJson),
    usage: answer.usage && usageAsJson(answer.usage),
    error: answer.error && errorAsJson(answer.error),
    also: answer.also.map(alsoAsJson),
    ...dataOf(answer),
  };
}

function dataOf({ data }: Reassembled): { readonly data?: unknown } {
  return data === undefined ? {} : { data };
}

/** `path` is a JSON pointer within the object that was sent, `chunk` counts from 0. */
function alsoAsJson({ path, value, chunk, times }: AlsoSaid) {
  return { path: pointerOf(path), value, chunk, times };
}

function usageAsJson({ inputTokens, outputTokens, totalTokens }: Usage) {
  return { inputTokens, outputTokens, totalTokens };
}

function errorAsJson({ type, message, status }: ProviderError) {
  return { type, message, status };
}

function choiceAsJson(choice: Choice) {
  return {
    index: choice.index,
    role: choice.role,
    content: choice.content?.text ?? null,
    reasoning: choice.reasoning?.text ?? null,
    refusal: choice.refusal?.text ?? null,
    toolCalls: choice.toolCalls.map(callAsJson),
    annotations: choice.annotations.map(({ value }: Annotation) => value),
    finishReason: choice.finishReason?.value ?? null,
  };
}

function callAsJson({ index, id, name, arguments: given }: ToolCall) {
  return { index, id: id?.value ?? null, name: name?.value ?? null, arguments: given.text };
}
