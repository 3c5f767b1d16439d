/** A recording's turn, as features show it. */
import { turnOf, turnsOf, withoutCopies, type Turn } from "../index/store/conversation";
import type { RecordingIndex } from "../index/store/recordingIndex";
import type { RecordingSummary } from "../index/store/summary";
import { parentOf } from "../index/uris";
import type { RecordingId } from "../recordingId";
import { commands, type ViewTurn } from "../protocol";
import { commandLink, joined, link, prose, strong, type Markdown } from "./markdown";
import type { ClientFeatures } from "./services";

/** The turn of a recording among those of its test; undefined if it is not part of a conversation, or has no test. */
export function turnIn(index: Pick<RecordingIndex, "byTestId">, recording: RecordingSummary): Turn | undefined {
  return recording.testId === undefined ? undefined : turnOf(recording, index.byTestId(recording.testId));
}

/**
 * The same for many recordings: results are reused for others of the same test and folder. `own` are those of an open file,
 * which take precedence over the index.
 */
export function turnsIn(
  index: Pick<RecordingIndex, "byTestId">,
  own: readonly RecordingSummary[] = [],
): (recording: RecordingSummary) => Turn | undefined {
  const known = new Map<string, ReadonlyMap<RecordingId, Turn>>();
  return (recording) => {
    const { id, uri, testId } = recording;
    if (testId === undefined) return undefined;
    const key = `${parentOf(uri)}\n${testId}`;
    const ofOwn = () => own.filter((each) => each.testId === testId);
    const others = () => index.byTestId(testId).filter((each) => each.uri !== own[0]?.uri);
    const turns = known.get(key) ?? turnsOf(withoutCopies([...ofOwn(), ...others()], recording));
    known.set(key, turns);
    return turns.get(id);
  };
}

/** "Turn 2 of 4, after turn 1, before turn 3", with links if the client can follow them. */
export function describeTurn(client: ClientFeatures, { number, of, predecessors, successors }: Turn): Markdown {
  const parts = [
    strong(client, `Turn ${number} of ${of}`),
    ...(predecessors.length > 0 ? [prose`after ${listed(client, predecessors, "last")}`] : []),
    ...(successors.length > 0 ? [prose`before ${listed(client, successors, "first")}`] : []),
  ];
  return joined(parts, ", ");
}

/** Of more, only the nearest are listed. */
const most = 5;

function listed(client: ClientFeatures, turns: readonly Turn[], nearest: "first" | "last"): Markdown {
  const shown = nearest === "first" ? turns.slice(0, most) : turns.slice(-most);
  const more = turns.length > shown.length ? [prose`${turns.length - shown.length} more`] : [];
  const parts = [...shown.map((turn) => linked(client, turn)), ...more];
  return joined([joined(parts.slice(0, -1), ", "), ...parts.slice(-1)], " and ");
}

function linked(client: ClientFeatures, { number, recording }: Turn): Markdown {
  const label = prose`turn ${number}`;
  if (!client.markdown) return label;
  return client.commands ? commandLink(label, commands.openStreamView, recording.id) : link(label, recording.uri);
}

/** For the stream view: the whole conversation; empty without a turn. */
export function viewTurns(turn: Turn | undefined): readonly ViewTurn[] {
  const numbers = (turns: readonly Turn[]) => turns.map(({ number }) => number);
  return (turn?.all ?? []).map(({ recording, number, predecessors, successors }) => ({
    id: recording.id,
    number,
    model: recording.model ?? null,
    preview: recording.preview,
    finishReasons: recording.finishReasons,
    predecessors: numbers(predecessors),
    successors: numbers(successors),
  }));
}
