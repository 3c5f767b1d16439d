/** All families, and how a recording's family is determined. A new family is one more entry. */
import type { AnswerData } from "../reassembled";
import type { Chunk, Recording } from "../recording";
import { bodyOf, messagesOf } from "../request";
import { anthropicMessages } from "./anthropicMessages";
import { Answer, bodyNote, errorOf } from "./body";
import { alsoSaid, fields } from "./also";
import { dataFamilies } from "./dataFamilies";
import { errorField, onlyError } from "./errorBody";
import type { Family } from "./family";
import { bedrockConverse } from "./bedrockConverse";
import { cohereV1 } from "./cohereV1";
import { cohereV2 } from "./cohereV2";
import { replicate } from "./replicate";
import { anthropicComplete, bedrockAgent, bedrockInvoke, huggingFace, writerCompletions } from "./textFamilies";
import { geminiGenerate } from "./geminiGenerate";
import { geminiInteractions } from "./geminiInteractions";
import { mistralConversations } from "./mistralConversations";
import { ollamaChat, ollamaGenerate } from "./ollama";
import { openaiAssistants } from "./openaiAssistants";
import { openaiChat } from "./openaiChat";
import { openaiCompletions } from "./openaiCompletions";
import { openaiResponses } from "./openaiResponses";
import { toRecognise } from "./plainEvent";
import { isOfProvider } from "./providers";

/** In the order in which they are asked. */
export const families: readonly Family[] = [
  openaiChat,
  writerCompletions,
  bedrockInvoke,
  openaiCompletions,
  openaiResponses,
  anthropicMessages,
  anthropicComplete,
  geminiGenerate,
  geminiInteractions,
  ollamaChat,
  ollamaGenerate,
  bedrockConverse,
  bedrockAgent,
  cohereV2,
  cohereV1,
  mistralConversations,
  openaiAssistants,
  huggingFace,
  replicate,
  ...dataFamilies,
];

/** For chunks that no family recognizes: they are shown raw, and never reported. */
export const unknownFamily = asItIs("unknown", "Unknown format");
/** What goes over HTTP and is not a call of a model: shown as it is. */
const plainHttp: Family = { ...asItIs("http", "Plain HTTP"), readsAnyLine: true, asksNoModel: true };
const exceptionFamily: Family = { ...asItIs("exception", "Exception"), isFailure: true };
const errorFamily: Family = { ...asItIs("error", "Error response"), isFailure: true };

/** The family of most of a recording's chunks; failures and unknown formats are families of their own. */
export function familyOf(recording: Recording | undefined): Family {
  if (recording === undefined) return unknownFamily;
  const { response, chunks } = recording;
  if (chunks.length === 0) return response.exception === undefined ? familyOfEndpoint(recording) : exceptionFamily;
  if ((response.status ?? 0) >= 400 || onlyError(recording) !== undefined) return asksModel(recording) ? errorFamily : plainHttp;
  return onlyFamilyOf(chunks) ?? mostCommon(chunks.map(familyOfChunk)) ?? familyOfLines(recording);
}

/** The family that all chunks name in their types, as in nearly every stream. */
function onlyFamilyOf(chunks: readonly Chunk[]): Family | undefined {
  let family: Family | undefined;
  for (const { type } of chunks) {
    const own = type === undefined ? undefined : familyOfType(type);
    if (own === undefined || (family !== undefined && own !== family)) return undefined;
    family = own;
  }
  return family;
}

/** The family that recognizes a single chunk, by its type or else by its fields; undefined if none does. */
export function familyOfChunk(chunk: Chunk): Family | undefined {
  const byType = chunk.type === undefined ? undefined : familyOfType(chunk.type);
  if (byType !== undefined) return byType;
  const said = toRecognise(chunk);
  return families.find((family) => family.recognises(said));
}

/** Cached, because streams have few types, and workspaces many chunks. */
const familiesByType = new Map<string, Family | undefined>();
/** Most chunks have the same type as the one before. */
let last: { readonly type: string; readonly family: Family | undefined } | undefined;

/** The family that recognizes a `__type__` whatever the chunk contains; undefined if none does. */
export function familyOfType(type: string): Family | undefined {
  if (last?.type !== type) last = { type, family: lookUp(type) };
  return last.family;
}

function lookUp(type: string): Family | undefined {
  if (!familiesByType.has(type)) {
    if (familiesByType.size >= 1000) familiesByType.clear();
    const bare = { index: 0, type, data: undefined, recorded: undefined, enveloped: true, path: [], dataPath: [] };
    familiesByType.set(
      type,
      families.find((family) => family.recognises(bare)),
    );
  }
  return familiesByType.get(type);
}

/** If events tell nothing, such as a stream with only an error, the URL determines the family. */
function familyOfLines(recording: Recording): Family {
  const isLine = ({ data }: Chunk) => typeof data === "string" && /^(?:data|event):/m.test(data);
  if (recording.chunks.some(isLine)) return familyOfEndpoint(recording);
  return recording.request?.kind === "http" ? plainHttp : unknownFamily;
}

/** Without chunks, the URL may determine the family. */
function familyOfEndpoint({ request }: Recording): Family {
  return familyOfAddress(request) ?? (request?.kind === "http" ? plainHttp : unknownFamily);
}

function familyOfAddress(request: Recording["request"]): Family | undefined {
  if (request?.kind !== "inference" && request?.kind !== "http") return undefined;
  const address = request.kind === "inference" && request.endpoint !== "" ? request.endpoint : request.url;
  const [path = ""] = address.split(/[?#]/, 1);
  return families.find((family) => family.endpoint?.(path) === true);
}

/** Whether a failure is that of a model's provider; whatever else went over HTTP may answer as it likes. */
function asksModel({ request }: Recording): boolean {
  if (request?.kind !== "http" || familyOfAddress(request) !== undefined) return true;
  return isOfProvider(request.url) || bodyOf(request)?.model !== undefined || messagesOf(request) !== undefined;
}

/** The most frequent value, the first one of several; undefined for none. */
export function mostCommon<T>(values: readonly (T | undefined)[]): T | undefined {
  const [first] = values;
  if (first !== undefined && values.every((value) => value === first)) return first;
  const counts = new Map<T, number>();
  for (const value of values) if (value !== undefined) counts.set(value, (counts.get(value) ?? 0) + 1);
  let best: T | undefined;
  for (const [value, count] of counts) if (best === undefined || count > (counts.get(best) ?? 0)) best = value;
  return best;
}

function asItIs(id: string, title: string): Family {
  return {
    id,
    title,
    recognises: () => false,
    validate: () => [],
    read: (recording) => ({ reassembled: reassembleAsItIs(id, recording), facts: undefined }),
  };
}

function reassembleAsItIs(id: string, recording: Recording) {
  const { chunks, response } = recording;
  const error = errorOf(recording);
  const answer = { family: id, streaming: response.isStreaming, model: null, choices: [], usage: null, error };
  const raw = (): AnswerData => ({ kind: "unknown", chunks: chunks.map(({ data }) => data) });
  const data = error !== null || chunks.length === 0 ? undefined : raw;
  const also = error === null ? undefined : () => besideError(recording);
  return new Answer(answer, { notes: () => chunks.map(bodyNote), data, ...(also === undefined ? {} : { also }) });
}

const exceptionFields = {
  // The class that the client raised, and where its message is.
  ...fields(true, "category", "module", "type", "status_code", "request_id"),
  ...fields("string", "message", "name"),
  body: { ...fields("string", "message"), error: fields("string", "message") },
};
const aroundError = fields(true, "type", "object", "created", "id", "detail", "status", "code");

/** What a failure contains besides its message: the parameter that was wrong, an underlying provider's error. */
function besideError(recording: Recording) {
  const { exception } = recording.response;
  if (exception !== undefined) return alsoSaid([{ data: exception.data, chunk: 0 }], exceptionFields);
  const only = onlyError(recording) ?? { data: recording.chunks[0]?.data, chunk: 0 };
  return alsoSaid([only], (data) => ({ ...aroundError, message: "string", ...errorField(data) }));
}
