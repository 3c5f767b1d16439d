/** What the main thread and the scan worker say to each other. */
import type { RecordingSummary } from "./summary";

export interface FindRequest {
  readonly kind: "find";
  /** Path of the folder to look in; the globs are relative to it. */
  readonly folder: string;
  readonly include: readonly string[];
  readonly exclude: readonly string[];
}

export interface ReadRequest {
  readonly kind: "read";
  readonly uris: readonly string[];
}

export interface FindReply {
  readonly uris: readonly string[];
}

export interface ReadReply {
  readonly summaries: readonly RecordingSummary[];
  /** There is no such file (any more). */
  readonly gone: readonly string[];
}

export type WorkerRequest = { readonly id: number } & (FindRequest | ReadRequest);
export type WorkerReply = { readonly id: number } & (
  | ({ readonly kind: "find" } & FindReply)
  | ({ readonly kind: "read" } & ReadReply)
  | { readonly kind: "failed"; readonly message: string }
);
