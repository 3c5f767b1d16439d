/** Handlers that cannot take the server down: an exception is logged and gives the fallback, a cancelled request says so. */
import { LSPErrorCodes, ResponseError, type CancellationToken, type RemoteConsole } from "vscode-languageserver/node";

export type Handler<P, R> = (params: P, token: CancellationToken) => R | Promise<R>;
export type Guarded<P, R> = (params: P, token: CancellationToken) => Promise<R | ResponseError<never>>;
export type Guard = <P, R>(name: string, handler: Handler<P, R>, fallback: (params: P) => R) => Guarded<P, R>;

/** `name` is for the log and the message of a cancelled request. */
export function guardWith(console: Pick<RemoteConsole, "error">): Guard {
  return (name, handler, fallback) => async (params, token) => {
    try {
      const result = await handler(params, token);
      return token.isCancellationRequested ? new ResponseError(LSPErrorCodes.RequestCancelled, `${name} was cancelled.`) : result;
    } catch (error) {
      console.error(`${name} failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      return fallback(params);
    }
  };
}
