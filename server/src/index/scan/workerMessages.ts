/** What the main thread and the scan workers say to each other. */
import type { EncodedBatch } from "../store/encodedBatch";
import type { ReadSource } from "../tests/readSource";
import type { FoundWords } from "./words";
import type { ModuleQuestion, SourceModule } from "../tests/sourceModule";
import type { FoundFiles, Search } from "./walk";

/** Looks for recordings; answered in parts while it goes on, then by `done`. */
export interface FindRequest extends Search {
  readonly kind: "find";
}

/** Reads which test each file belongs to: a kilobyte of most files. */
export interface ListRequest {
  readonly kind: "list";
  readonly uris: readonly string[];
}

/** Reads and checks each file as a whole. */
export interface ReadRequest {
  readonly kind: "read";
  readonly uris: readonly string[];
}

/** Reads test modules. */
export interface ModulesRequest {
  readonly kind: "modules";
  readonly questions: readonly ModuleQuestion[];
}

/** Reads what Python files say of cassettes. */
export interface CassetteSourcesRequest {
  readonly kind: "cassetteSources";
  readonly uris: readonly string[];
}

/** Looks for words in what the recordings of files say. */
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

/** Makes garbage of what the worker does not need: V8 keeps the memory of a worker that ends with it for seconds. */
export interface FreeRequest {
  readonly kind: "free";
}

export type Request =
  FindRequest | ListRequest | ReadRequest | WordsRequest | ModulesRequest | CassetteSourcesRequest | StampsRequest | FreeRequest;
/** `roots`: paths of the folders that links may lead into. */
export type WorkerRequest = Request & { readonly id: number; readonly roots: readonly string[] };

/** What a question is answered with in the end. */
export type Answer =
  | { readonly kind: "files"; readonly batch: EncodedBatch }
  /** Of each file in turn. */
  | { readonly kind: "words"; readonly found: readonly FoundWords[] }
  /** Of each question in turn; undefined where there is no such file. */
  | { readonly kind: "modules"; readonly modules: readonly (SourceModule | undefined)[] }
  /** Of each file in turn; undefined where there is none that can be read. */
  | { readonly kind: "cassetteSources"; readonly sources: readonly (ReadSource | undefined)[] }
  /** `warnings`: sentences that say what a search may have missed. */
  | { readonly kind: "done"; readonly warnings: readonly string[] }
  /** Of each file in turn, as `fileStamp` gives it. */
  | { readonly kind: "stamps"; readonly stamps: readonly (string | undefined)[] }
  | { readonly kind: "freed" };

/** Unasked: something of ours failed, and the worker went on. */
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
