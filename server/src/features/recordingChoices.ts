/** The recordings of a test, a module or a hash as a list to choose from. */
import type { Position } from "vscode-languageserver-types";
import type { TextDocument } from "vscode-languageserver-textdocument";
import { grouped } from "../grouped";
import { normalizeUri } from "../index/uris";
import type { RecordingSummary } from "../index/store/summary";
import { numberIn } from "../recordingId";
import type { Health, RecordingChoice } from "../protocol";
import { asSet, findingsOf } from "./diagnostics";
import { hashAt } from "./hashAt";
import { answersFirst } from "./recordingLists";
import { healthsOf, reasonsFirst, summaryOfRule } from "./recordingTree/health";
import type { Services } from "./services";
import { recordingsOf, targetAt } from "./target";
import { parameterId, tellApart, testName, type Apart } from "./tellApart";
import { recordedModule } from "./testRecordings";
import { toldApart } from "./toldApart";
import { turnsIn } from "./turns";

/** The recordings of what stands at a position; where nothing does, those of the whole test module. Those that replay does not serve come last, by reason. */
export async function recordingChoices(
  services: Services,
  { uri, position }: { readonly uri: string; readonly position: Position },
): Promise<readonly RecordingChoice[]> {
  const { workspace } = services;
  const document = await workspace.documents.get(normalizeUri(uri));
  if (document === undefined) return [];
  const recordings = await toldApart(services, answersFirst(await recordingsAt(services, document, position)));
  const apart = tellApart(recordings);
  const ofTest = grouped(recordings, ({ testId }) => testId ?? "");
  const firsts = new Map([...ofTest].map(([testId, same]) => [testId, firstOf(same)]));
  const turnOf = turnsIn(workspace.index);
  const choices = recordings.map((recording): RecordingChoice => {
    const turn = turnOf(recording);
    const problems = asSet(findingsOf(services, recording), workspace.folders.settingsFor(recording.uri).rules);
    const [health] = healthsOf(problems);
    const [reason] = isServed(health) ? [] : reasonsFirst(problems, health);
    return {
      id: recording.id,
      ...inWords(
        recording,
        apart,
        turn && turn.of > 1 ? `turn ${turn.number} of ${turn.of}` : "",
        firsts.get(recording.testId ?? "") ?? "name",
      ),
      reason: reason === undefined ? null : summaryOfRule(reason.code),
    };
  });
  const served = choices.filter(({ reason }) => reason === null);
  const byReason = grouped(choices, ({ reason }) => reason ?? "");
  return [...served, ...[...byReason].flatMap(([reason, same]) => (reason === "" ? [] : same))];
}

const isServed = (health: Health): boolean => health === "served" || health === "secret";

async function recordingsAt(
  services: Services,
  document: TextDocument,
  position: Position,
): Promise<readonly RecordingSummary[]> {
  const { workspace } = services;
  const target = targetAt(services, document, position);
  if (target) return recordingsOf(services, document, target);
  const found = hashAt(services, document, position);
  return workspace.complete(
    () => (found ? workspace.index.byHash(found.hash) : recordedModule(services, document).recordings),
    (recordings) => recordings,
  );
}

type First = "name" | "asked" | "answer";

/** What tells the recordings of one test id apart: that, where there is one; else what was asked, or answered where that differs in more of them. */
function firstOf(recordings: readonly RecordingSummary[]): First {
  const different = (textOf: (recording: RecordingSummary) => string) => new Set(recordings.map(textOf)).size;
  if (recordings.length === 1) return "name";
  return different(({ preview }) => preview) > different(({ asked }) => asked) ? "answer" : "asked";
}

/** The label is what comes first, and short, so that turn and model are seen beside it. */
function inWords(
  recording: RecordingSummary,
  { test, model: differsInModel }: Apart,
  turn: string,
  first: First,
): Pick<RecordingChoice, "label" | "description" | "detail"> {
  const { asked, preview, model = "", id } = recording;
  const name = written(" · ", test ? testName(recording) : "", parameterId(recording));
  const answered = asked === "" || preview === "" ? preview : `→ ${preview}`;
  const parts = { name: [name, written(" ", asked, answered)], asked: [asked, answered, name], answer: [preview, asked, name] }[
    first
  ];
  const [label = testName(recording), ...others] = parts.filter((part) => part !== "");
  return {
    label,
    description: written(" · ", turn, differsInModel ? model : "", numberIn(id)),
    detail: written(" · ", ...others),
  };
}

const written = (between: string, ...parts: readonly string[]): string => parts.filter((part) => part !== "").join(between);
