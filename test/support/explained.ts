import type { Requests } from "../../server/src/protocol";

type Answer = Requests["tapedeck/explain"]["result"];

/** The explanation for a suite whose recordings are looked up by hash. */
export function byHash(answer: Answer) {
  if (answer?.explanation.kind !== "hash") throw new Error(`No explanation of a hash: ${JSON.stringify(answer)}`);
  return { ...answer, explanation: answer.explanation };
}
