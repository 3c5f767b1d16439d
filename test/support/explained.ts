import type { Requests } from "../../server/src/protocol";

type Answer = Requests["tapedeck/explain"]["result"];

/** What is told where recordings are looked up by hashes. */
export function byHash(answer: Answer) {
  if (answer?.explanation.kind !== "hash") throw new Error(`No explanation of a hash: ${JSON.stringify(answer)}`);
  return { ...answer, explanation: answer.explanation };
}
