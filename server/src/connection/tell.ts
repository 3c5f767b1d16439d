/** What is said to a client that may be going away: then nobody is left to hear it, and that is no failure. */
import { ConnectionError, ConnectionErrors, type RemoteConsole } from "vscode-languageserver/node";
import { maskSecrets } from "../rules/secrets/mask";

/**
 * Runs `send`, which sends something. Undefined where the client refuses (what it returns is rejected) or has gone; any other exception
 * is the caller's.
 */
export async function tell<T>(send: () => Promise<T>): Promise<T | undefined> {
  try {
    return await send().catch(() => undefined);
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
}

/** The client's log, silent when the client has gone; credentials in it are masked. */
export class Log {
  readonly #console: Pick<RemoteConsole, "error" | "warn">;

  constructor(console: Pick<RemoteConsole, "error" | "warn">) {
    this.#console = console;
  }

  error(message: string): void {
    unlessGone(() => this.#console.error(maskSecrets(message)));
  }

  warn(message: string): void {
    unlessGone(() => this.#console.warn(maskSecrets(message)));
  }
}

/** Runs what sends without an answer. */
export function unlessGone(send: () => void): void {
  try {
    send();
  } catch (error) {
    if (!isGone(error)) throw error;
  }
}

function isGone(error: unknown): boolean {
  if (!(error instanceof ConnectionError)) return false;
  return error.code === ConnectionErrors.Closed || error.code === ConnectionErrors.Disposed;
}
