/** For families that put the answer together and gather its facts one after the other. */
import type { Reassembled } from "../reassembled";
import type { Chunk, Recording } from "../recording";
import { AnswerBuilder } from "./facts/builder";
import type { Reading } from "./family";

type Gather = (chunks: readonly Chunk[], answer: AnswerBuilder) => void;

export function inTwoPasses(reassemble: (recording: Recording) => Reassembled, gather: Gather) {
  return (recording: Recording, unsound?: ReadonlySet<number>): Reading => {
    const { chunks } = recording;
    const sound = unsound === undefined || unsound.size === 0 ? chunks : chunks.filter(({ index }) => !unsound.has(index));
    const answer = new AnswerBuilder();
    if (sound.length > 0) gather(sound, answer);
    return { reassembled: reassemble(recording), facts: sound.length > 0 ? answer.build() : undefined };
  };
}
