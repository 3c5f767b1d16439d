/** The recordings of a test, a module or a hash as a list to be searched. */
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
import { turnsIn } from "./turns";

/** Of what stands at a place of a document; of a test module where nothing does, all of its. Those that replay does not serve come last. */
export async function recordingChoices(
  services: Services,
  { uri, position }: { readonly uri: string; readonly position: Position },
): Promise<readonly RecordingChoice[]> {
  const { workspace } = services;
  const document = await workspace.documents.get(normalizeUri(uri));
  if (document === undefined) return [];
  const recordings = answersFirst(await recordingsAt(services, document, position));
  const apart = tellApart(recordings);
  const turnOf = turnsIn(workspace.index);
  const choices = recordings.map((recording): RecordingChoice => {
    const turn = turnOf(recording);
    const problems = asSet(findingsOf(services, recording), workspace.folders.settingsFor(recording.uri).rules);
    const [health] = healthsOf(problems);
    const [reason] = isServed(health) ? [] : reasonsFirst(problems, health);
    return {
      id: recording.id,
      ...inWords(recording, apart, turn && turn.of > 1 ? `turn ${turn.number} of ${turn.of}` : ""),
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

/** What tells it apart comes first, then what it has in common with others. */
function inWords(recording: RecordingSummary, apart: Apart, turn: string): Pick<RecordingChoice, "label" | "description" | "detail"> {
  const { asked, preview, model = "", id } = recording;
  const name = [apart.test ? testName(recording) : "", parameterId(recording)].filter((part) => part !== "").join(" · ");
  const [label = testName(recording), ...others] = [name, turn, apart.asked ? asked : "", preview].filter((part) => part !== "");
  const beside = [...others.filter((part) => part === turn), apart.model ? model : "", numberIn(id)];
  const said = [asked, preview].filter((part) => part !== "" && part !== label);
  return {
    label,
    description: beside.filter((part) => part !== "").join(" · "),
    detail: said.join(" → "),
  };
}
