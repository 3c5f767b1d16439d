/** The answer as a client had it after a chunk. */
import type { Reassembled } from "../../../server/src/protocol";
/** `chunk` counts from 0; null is the whole answer, which comes back as it is. */
export declare function answerAt(answer: Reassembled, chunk: number | null): Reassembled;
