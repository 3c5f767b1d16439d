/**
 * Where failures of Tapedeck itself are logged: one logger per process, set by its entry point (the client's log, standard error with `--verbose`, or
 * the main thread of a worker). Problems of recordings are findings and are never logged. In tests, everything logged fails the test.
 */
import { stackOf } from "./errors";

export interface Logger {
  error(message: string): void;
}

/** Work was abandoned because the process is ending. It is not a failure, so it is not logged. */
export class ShutdownError extends Error {
  constructor() {
    super("The server is shutting down.");
  }
}

let current: Logger | undefined;

/** The number of messages to keep. */
const mostKept = 50;
const kept: string[] = [];

/** Sets the logger; undefined discards all messages. */
export function logTo(logger: Logger | undefined): void {
  current = logger;
}

/** Keeps a message for `recentLog`. */
export function remember(message: string): void {
  kept.push(`${new Date().toISOString()} ${message}`);
  if (kept.length > mostKept) kept.shift();
}

/** The last messages, neither masked nor shortened. */
export function recentLog(): readonly string[] {
  return kept;
}

/** Logs a failure that is already a message. */
export function log(message: string): void {
  remember(message);
  current?.error(message);
}

/** Logs an exception that was caught so that other work goes on. `what` names what failed, such as "Hover" or "The rule tool.index". */
export function logFailure(what: string, error: unknown): void {
  if (error instanceof ShutdownError) return;
  log(`${what} failed: ${stackOf(error)}`);
}
