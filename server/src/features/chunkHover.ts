/** What one chunk adds, and the answer so far, as the client saw it when this chunk arrived. */
import type { OffsetRange } from "../recording/document";
import type { ChunkNote, Choice, TracedText } from "../recording/reassembled";
import { chunkAt } from "../recording/recording";
import type { RecordingInDocument } from "../recording/recordingDocument";
import { shorten } from "../recording/json";
import { joined, prose, shown, shownBlock, strong, type Markdown } from "./markdown";
import { alsoLines } from "./alsoSaid";
import type { ClientFeatures } from "./services";

const maxLength = 400;

export interface ChunkHover {
  readonly text: Markdown;
  /** The range of the chunk in the file's text. */
  readonly range: OffsetRange;
}

/** undefined if there is no chunk of a stream at the offset. */
export function chunkHover(client: ClientFeatures, file: RecordingInDocument, offset: number): ChunkHover | undefined {
  const chunks = file.recording?.chunks ?? [];
  if (!file.reassembled.streaming || chunks.length === 0) return undefined;
  const { source } = file.document;
  const place = source.placeAt(offset);
  const chunk = place && file.recording && chunkAt(file.recording, place);
  if (!chunk) return undefined;
  const note = file.reassembled.notes[chunk.index];
  const title = strong(client, `Chunk ${chunk.index + 1} of ${chunks.length}`);
  const head = note ? prose`${title} ${shown(client, words[note.kind])}` : title;
  const added = note && note.adds !== "" ? [shownBlock(client, shorten(note.adds, maxLength))] : [];
  const soFar = file.reassembled.choices.flatMap((choice) =>
    answerSoFar(client, choice, chunk.index, file.reassembled.choices.length > 1),
  );
  const also = alsoLines(file.reassembled.also.filter((each) => each.chunk === chunk.index)).map(
    ({ path: field, said }) => prose`Also ${shown(client, shorten(field, 100))}: ${shown(client, said)}`,
  );
  return { text: joined([head, ...added, ...also, ...soFar], "\n\n"), range: source.rangeOf(chunk) };
}

const words: Record<ChunkNote["kind"], string> = {
  role: "opens the answer",
  text: "adds text",
  reasoning: "adds reasoning",
  refusal: "adds to the refusal",
  tool: "adds to a tool call",
  annotation: "adds an annotation",
  finish: "ends the answer",
  usage: "tells the usage",
  empty: "adds nothing",
  other: "is of another kind",
};

function answerSoFar(client: ClientFeatures, choice: Choice, chunk: number, several: boolean): Markdown[] {
  const which = several ? prose` of choice ${choice.index}` : prose``;
  const part = (title: Markdown, traced: TracedText | null) => {
    const text = traced ? upTo(traced, chunk) : "";
    return text === "" ? [] : [prose`${title}${which} so far, ${text.length} characters:`, shownBlock(client, tail(text))];
  };
  return [
    ...part(prose`Reasoning`, choice.reasoning),
    ...part(prose`Text`, choice.content),
    ...part(prose`Refusal`, choice.refusal),
    ...choice.toolCalls.flatMap(({ name, arguments: given }) => {
      if ((name?.chunk ?? Infinity) > chunk) return [];
      const label = shown(client, shorten(name?.value ?? "", 60));
      return [prose`Tool call ${label}${which} so far:`, shownBlock(client, tail(upTo(given, chunk)), "json")];
    }),
  ];
}

/** The text after a chunk; blocks that grow in parallel are concatenated. */
function upTo({ text, pieces }: TracedText, chunk: number): string {
  let from = 0;
  const came = pieces.map((piece) => {
    const said = text.slice(from, (from += piece.length));
    return piece.chunk <= chunk ? said : "";
  });
  return came.join("");
}

function tail(text: string): string {
  return text.length <= maxLength ? text : `…${text.slice(-maxLength).replace(/^[\uDC00-\uDFFF]/, "")}`;
}
