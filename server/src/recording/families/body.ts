import type { Reassembled } from "../reassembled";

/** A response nothing is known about. */
export function noAnswer(family: string): Reassembled {
  return { family, streaming: false, model: null, choices: [], usage: null, error: null, notes: [] };
}
