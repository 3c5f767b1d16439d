/**
 * Handlers that cannot crash the server: an exception is logged and answered with a fallback, a cancelled request with an error. A request that
 * arrives before the settings waits for them.
 */
import {
  ErrorCodes,
  LSPErrorCodes,
  ResponseError,
  type CancellationToken,
  type TextDocumentIdentifier,
} from "vscode-languageserver/node";
import type { TextDocument } from "vscode-languageserver-textdocument";
import { normalizeUri } from "../index/uris";
import type { Workspace } from "../index/workspace";
import { logFailure } from "../log";
import { problemWithParams, type Schema } from "./params";

export type Handler<P, R> = (params: P, token: CancellationToken) => R | Promise<R>;
export type Guarded<P, R> = (params: P, token: CancellationToken) => Promise<R | ResponseError<never>>;
export type DocumentHandler<P, R> = (document: TextDocument, params: P, token: CancellationToken) => R | Promise<R>;

interface AboutDocument {
  readonly textDocument: TextDocumentIdentifier;
}

/** Names are for the log, and for the message of a cancelled request. */
export class Guard {
  readonly #workspace: Workspace;

  constructor(workspace: Workspace) {
    this.#workspace = workspace;
  }

  /** `schema` determines which parameters are answered at all. */
  request<P, R>(name: string, schema: Schema, handler: Handler<P, R>, fallback: (params: P) => NoInfer<R>): Guarded<P, R> {
    return async (params, token) => {
      const problem = problemWithParams(schema, params);
      if (problem !== undefined) return new ResponseError(ErrorCodes.InvalidParams, problem);
      try {
        await this.#workspace.whenConfigured();
        const result = await handler(params, token);
        return token.isCancellationRequested
          ? new ResponseError(LSPErrorCodes.RequestCancelled, `${name} was cancelled.`)
          : result;
      } catch (error) {
        logFailure(name, error);
        return fallback(params);
      }
    };
  }

  /** For requests about a document, open or on disk; null if there is none. */
  document<P extends AboutDocument, R>(name: string, schema: Schema, handler: DocumentHandler<P, R>): Guarded<P, R | null> {
    const find = async (params: P, token: CancellationToken): Promise<R | null> => {
      const document = await this.#workspace.documents.get(normalizeUri(params.textDocument.uri));
      if (!document) return null;
      await this.#workspace.completeTestOf(document);
      return handler(document, params, token);
    };
    return this.request(name, schema, find, () => null);
  }
}
