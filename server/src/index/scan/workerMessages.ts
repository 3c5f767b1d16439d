/** The messages between the main thread and the scan workers. */
import type { EncodedBatch } from "../store/encodedBatch";
import type { ReadSource } from "../tests/readSource";
import type { FoundWords } from "./words";
import type { ModuleQuestion, SourceModule } from "../tests/sourceModule";
import type { FoundFiles, Search } from "./walk";

/** Searches for recordings; answered in parts, then by `done`. */
export interface FindRequest extends Search {
  readonly kind: "find";
}

/** Reads the tests of each file: a kilobyte of most files. */
export interface ListRequest {
  readonly kind: "list";
  readonly uris: readonly string[];
}

/** Reads and checks each file completely. */
export interface ReadRequest {
  readonly kind: "read";
  readonly uris: readonly string[];
}

/** Reads test modules. */
export interface ModulesRequest {
  readonly kind: "modules";
  readonly questions: readonly ModuleQuestion[];
}

/** Reads what Python files say about cassettes. */
export interface CassetteSourcesRequest {
  readonly kind: "cassetteSources";
  readonly uris: readonly string[];
}

/** Searches for words in the recordings of files. */
export interface WordsRequest {
  readonly kind: "words";
  readonly uris: readonly string[];
  /** In lower case. */
  readonly words: readonly string[];
}

/** Asks whether files changed. */
export interface StampsRequest {
  readonly kind: "stamps";
  readonly uris: readonly string[];
}

/** Makes the worker free memory that it does not need: otherwise V8 keeps the memory of an ending worker for seconds. */
export interface FreeRequest {
  readonly kind: "free";
}

export type Request =
  FindRequest | ListRequest | ReadRequest | WordsRequest | ModulesRequest | CassetteSourcesRequest | StampsRequest | FreeRequest;
/** `roots` are the paths of the folders that links may lead into. */
export type WorkerRequest = Request & { readonly id: number; readonly roots: readonly string[] };

/** The final answer to a request. */
export type Answer =
  | { readonly kind: "files"; readonly batch: EncodedBatch }
  /** For each file in order. */
  | { readonly kind: "words"; readonly found: readonly FoundWords[] }
  /** For each question in order; undefined if there is no such file. */
  | { readonly kind: "modules"; readonly modules: readonly (SourceModule | undefined)[] }
  /** For each file in order; undefined if there is no readable one. */
  | { readonly kind: "cassetteSources"; readonly sources: readonly (ReadSource | undefined)[] }
  /** `warnings` are sentences that say what a search may have missed. */
  | { readonly kind: "done"; readonly warnings: readonly string[] }
  /** For each file in order, the result of `fileStamp`. */
  | { readonly kind: "stamps"; readonly stamps: readonly (string | undefined)[] }
  | { readonly kind: "freed" };

/** Sent unasked: something of ours failed, and the worker goes on. */
export interface WorkerLog {
  readonly kind: "log";
  readonly message: string;
}

export type WorkerMessage = WorkerReply | WorkerLog;
export type WorkerReply = { readonly id: number } & (
  | Answer
  | { readonly kind: "found"; readonly files: readonly FoundFiles[] }
  | { readonly kind: "failed"; readonly message: string }
);
