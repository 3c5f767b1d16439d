/** Finds the turns of conversations among the recordings of a test: a request quotes the calls or texts of earlier answers. */
import { compactJson } from "../../recording/json";
import type { RecordedRequest } from "../../recording/recording";
import { messagesOf } from "../../recording/request";
import type { Fingerprint } from "./fingerprints";
import { shortDigest } from "../sha256";
import type { RecordingSummary } from "./summary";
import { parentOf, shortName, slashPath } from "../uris";

/** One rolling digest per message of a request; see `RecordingSummary.conversation`. */
export function conversationDigests(request: RecordedRequest | undefined): readonly string[] {
  let previous = "";
  return (messagesOf(request)?.messages ?? []).map((message) => {
    previous = shortDigest(previous + compactJson(message, Infinity));
    return previous;
  });
}

/** A recording's position in its conversation. */
export interface Turn {
  readonly recording: RecordingSummary;
  /** Counted from 1; an answer precedes the requests that quote it, and of several such turns the one with fewer messages is first. */
  readonly number: number;
  readonly of: number;
  /** The turns whose answers its request quotes, in order; empty for the first. */
  readonly predecessors: readonly Turn[];
  /** The turns whose requests quote its answer; two if the conversation forks. */
  readonly successors: readonly Turn[];
  /** The whole conversation in order, including this turn. */
  readonly all: readonly Turn[];
}

/** The turn of a recording among those of the same test; undefined if it is not part of a conversation. */
export function turnOf(recording: RecordingSummary, ofSameTest: readonly RecordingSummary[]): Turn | undefined {
  const others = ofSameTest.filter(({ id }) => id !== recording.id);
  return turnsOf(withoutCopies([recording, ...others], recording)).get(recording.id);
}

/** All turns of the recordings of one test, by id. Each request must have one recording; see `withoutCopies`. */
export function turnsOf(ofSameTest: readonly RecordingSummary[]): ReadonlyMap<string, Turn> {
  const nodes = ofSameTest.map((recording): Node => ({ recording, predecessors: new Set(), successors: new Set() }));
  connect(nodes);
  return new Map(
    conversations(nodes)
      .flatMap(numbered)
      .map((turn) => [turn.recording.id, turn]),
  );
}

/**
 * One recording per request: the one in the folder of `nearest`, if any, or else the first. Replay knows no other turns,
 * and none of another checkout of the same project.
 */
export function withoutCopies(recordings: readonly RecordingSummary[], nearest: RecordingSummary): readonly RecordingSummary[] {
  const [folder, project] = [parentOf(nearest.uri), projectOf(nearest)];
  const isNear = ({ uri }: RecordingSummary) => uri === nearest.uri || parentOf(uri) === folder;
  const chosen = new Map<string, RecordingSummary>();
  for (const each of recordings) {
    const name = shortName(each.id);
    const rival = name === shortName(nearest.id) ? nearest : chosen.get(name);
    if (projectOf(each) === project && (rival === undefined || (isNear(each) && !isNear(rival)))) chosen.set(name, each);
  }
  chosen.set(shortName(nearest.id), nearest);
  return [...chosen.values()];
}

/** The part of the path before the node id's first folder; undefined if the recording is not below that folder. */
function projectOf({ uri, testId }: RecordingSummary): string | undefined {
  const top = /^([^/:]+)\//.exec(testId ?? "")?.[1];
  const path = slashPath(uri);
  const at = top === undefined ? -1 : path.lastIndexOf(`/${top}/`);
  return at < 0 ? undefined : path.slice(0, at);
}

interface Node {
  readonly recording: RecordingSummary;
  readonly predecessors: Set<Node>;
  readonly successors: Set<Node>;
}

/** Each quote leads to one answer, so the work is linear in the quotes, whatever the file contains. */
function connect(nodes: readonly Node[]): void {
  const answers = new Answers(nodes);
  for (const node of nodes) {
    for (const { fingerprint: mark, message } of node.recording.references) {
      const source = answers.find(mark, message, node);
      if (source === undefined) continue;
      node.predecessors.add(source);
      source.successors.add(node);
    }
  }
}

/** Finds answers by what they contain. */
class Answers {
  /** By fingerprint, then by the digest of the request's messages before the answer. */
  readonly #after = new Map<Fingerprint, Map<string, Node>>();
  readonly #anywhere = new Map<Fingerprint, Node>();

  constructor(nodes: readonly Node[]) {
    const shortestFirst = [...nodes].sort(byLength);
    for (const node of shortestFirst) {
      const { conversation, fingerprints: said } = node.recording;
      for (const mark of said) {
        const after = this.#after.get(mark) ?? new Map<string, Node>();
        this.#after.set(mark, after);
        const last = conversation.at(-1) ?? "";
        if (!after.has(last)) after.set(last, node);
        if (!this.#anywhere.has(mark)) this.#anywhere.set(mark, node);
      }
    }
  }

  /** The answer that a message quotes: the latest of those that led to it, or else any with the fingerprint, unless that may be coincidence. */
  find(mark: Fingerprint, message: number, by: Node): Node | undefined {
    const { conversation } = by.recording;
    const after = this.#after.get(mark);
    if (after === undefined) return undefined;
    for (let length = Math.min(message, conversation.length); length > 0; length--) {
      const node = after.get(conversation[length - 1] ?? "");
      if (node !== undefined && node !== by) return node;
    }
    if (mark.startsWith("short:") || mark.startsWith("call:")) return undefined;
    const anywhere = this.#anywhere.get(mark);
    return anywhere === by ? undefined : anywhere;
  }
}

/** The connected components of the nodes; single nodes are left out. */
function conversations(nodes: readonly Node[]): Node[][] {
  const seen = new Set<Node>();
  const found: Node[][] = [];
  for (const start of nodes) {
    if (seen.has(start)) continue;
    seen.add(start);
    const members = [start];
    // The list grows during the loop.
    for (const node of members) {
      for (const next of [...node.predecessors, ...node.successors]) {
        if (seen.has(next)) continue;
        seen.add(next);
        members.push(next);
      }
    }
    if (members.length > 1) found.push(members);
  }
  return found;
}

type Building = { -readonly [Key in keyof Turn]: Turn[Key] };

function numbered(members: readonly Node[]): readonly Turn[] {
  const ordered = inOrder(members);
  const turns = new Map<Node, Building>();
  for (const [at, node] of ordered.entries()) {
    turns.set(node, { recording: node.recording, number: at + 1, of: ordered.length, predecessors: [], successors: [], all: [] });
  }
  const all = [...turns.values()];
  const turnsOfNodes = (nodes: Iterable<Node>) =>
    [...nodes].flatMap((node) => turns.get(node) ?? []).sort((a, b) => a.number - b.number);
  for (const [node, turn] of turns) {
    Object.assign(turn, { predecessors: turnsOfNodes(node.predecessors), successors: turnsOfNodes(node.successors), all });
  }
  return all;
}

/** Sorts topologically. If requests quote each other in a circle, which is impossible in a conversation, the shortest goes first. */
function inOrder(members: readonly Node[]): readonly Node[] {
  const byTurn = [...members].sort(byLength);
  const unfed = new Map(byTurn.map((node) => [node, node.predecessors.size]));
  const ordered: Node[] = [];
  let ready = byTurn.filter((node) => node.predecessors.size === 0);
  for (const next of byTurn) {
    if (ready.length === 0 && unfed.has(next)) ready = [next];
    while (ready.length > 0) {
      for (const node of ready) {
        ordered.push(node);
        unfed.delete(node);
      }
      ready = released(ready, unfed);
    }
  }
  return ordered;
}

/** The nodes whose predecessors are all placed now. */
function released(placed: readonly Node[], unfed: Map<Node, number>): Node[] {
  const free: Node[] = [];
  for (const node of placed.flatMap(({ successors }) => [...successors])) {
    const missing = unfed.get(node);
    if (missing === undefined) continue;
    unfed.set(node, missing - 1);
    if (missing === 1) free.push(node);
  }
  return free.sort(byLength);
}

function byLength({ recording: a }: Node, { recording: b }: Node): number {
  return a.conversation.length - b.conversation.length || (a.uri < b.uri ? -1 : 1);
}
