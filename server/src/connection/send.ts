/** Sending to a client that may disconnect at any time, which is not a failure. */
import { ConnectionError, ConnectionErrors } from "vscode-languageserver/node";

/** Runs `request`, which sends a request. Returns undefined if the client rejects it or has disconnected; other exceptions are rethrown. */
export async function send<T>(request: () => Promise<T>): Promise<T | undefined> {
  try {
    return await request().catch(() => undefined);
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
}

/** Runs `notify`, which sends a notification, and ignores that the client has disconnected. */
export function ignoreDisconnect(notify: () => void): void {
  try {
    notify();
  } catch (error) {
    if (!isGone(error)) throw error;
  }
}

function isGone(error: unknown): boolean {
  if (!(error instanceof ConnectionError)) return false;
  return error.code === ConnectionErrors.Closed || error.code === ConnectionErrors.Disposed;
}
