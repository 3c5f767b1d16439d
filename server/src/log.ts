/**
 * Where failures of Tapedeck itself are told: one place for the process, set once by its entry (the client's log, standard error with
 * `--verbose`, the main thread of a worker). What is wrong with a recording is a finding and never comes here; in tests, whatever comes here
 * fails the test.
 */
import { stackOf } from "./errors";

export interface Logger {
  error(message: string): void;
}

/** Work that was given up because the process ends: no failure, so it is not logged. */
export class ShutdownError extends Error {
  constructor() {
    super("The server is shutting down.");
  }
}

let current: Logger | undefined;

/** So many lines are kept for whoever asks what happened. */
const mostKept = 50;
const kept: string[] = [];

/** Everything logged from now on goes to `logger`; to nobody where it is undefined, as in a process that was told to be quiet. */
export function logTo(logger: Logger | undefined): void {
  current = logger;
}

/** Keeps a message for `recentLog`. */
export function remember(message: string): void {
  kept.push(`${new Date().toISOString()} ${message}`);
  if (kept.length > mostKept) kept.shift();
}

/** The last messages, as they are: not masked, and of any length. */
export function recentLog(): readonly string[] {
  return kept;
}

/** Logs a failure that is told already. */
export function log(message: string): void {
  remember(message);
  current?.error(message);
}

/** Logs an exception that was caught so that it costs nobody else's work. `what` names what failed, as in "Hover" or "The rule tool.index". */
export function logFailure(what: string, error: unknown): void {
  if (error instanceof ShutdownError) return;
  log(`${what} failed: ${stackOf(error)}`);
}
