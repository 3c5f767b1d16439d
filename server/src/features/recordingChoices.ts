/** The recordings of a test, a module or a hash as a list to choose from. */
import type { Position } from "vscode-languageserver-types";
import type { TextDocument } from "vscode-languageserver-textdocument";
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

/** The recordings of the test, node id or hash at a position, or else of the whole test module. Those that replay does not serve come last. */
export async function recordingChoices(
  services: Services,
  { uri, position }: { readonly uri: string; readonly position: Position },
): Promise<readonly RecordingChoice[]> {
  const { workspace } = services;
  const document = await workspace.documents.get(normalizeUri(uri));
  if (document === undefined) return [];
  const recordings = await toldApart(services, answersFirst(await recordingsAt(services, document, position)));
  const apart = tellApart(recordings);
  const ofTest = new Map<string | undefined, number>();
  for (const { testId } of recordings) ofTest.set(testId, (ofTest.get(testId) ?? 0) + 1);
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
        ofTest.get(recording.testId) === 1,
      ),
      reason: reason === undefined ? null : summaryOfRule(reason.code),
    };
  });
  return [...choices.filter(({ reason }) => reason === null), ...choices.filter(({ reason }) => reason !== null)];
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

/** What distinguishes it comes first: its parameters if unique, or else prompt and answer. */
function inWords(
  recording: RecordingSummary,
  { test, model: differsInModel }: Apart,
  turn: string,
  isAlone: boolean,
): Pick<RecordingChoice, "label" | "description" | "detail"> {
  const { asked, preview, model = "", id } = recording;
  const name = written(" · ", test ? testName(recording) : "", parameterId(recording));
  const said = written(" → ", asked, preview);
  const [label = testName(recording), detail = ""] = (isAlone ? [name, said] : [said, name]).filter((part) => part !== "");
  return { label, description: written(" · ", turn, differsInModel ? model : "", numberIn(id)), detail };
}

const written = (between: string, ...parts: readonly string[]): string => parts.filter((part) => part !== "").join(between);
