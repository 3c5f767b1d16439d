/** What is said to a client that may be going away: then nobody is left to hear it, and that is not a failure. */
import { ConnectionError, ConnectionErrors } from "vscode-languageserver/node";

/**
 * Runs `request`, which sends something. Undefined where the client refuses (what it returns is rejected) or has gone; any other exception
 * is the caller's.
 */
export async function send<T>(request: () => Promise<T>): Promise<T | undefined> {
  try {
    return await request().catch(() => undefined);
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
}

/** Runs what sends without an answer. */
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
