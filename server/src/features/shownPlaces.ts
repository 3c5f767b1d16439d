/** Where lists lead that show a line of each file, as the references peek does: to a line that tells a recording from the others. */
import type { Location } from "vscode-languageserver-types";
import { grouped } from "../grouped";
import { rangeIn } from "../index/positions";
import type { RecordingSummary } from "../index/store/summary";
import { answeredFirst, askedLast } from "../recording/askedAnswered";
import { fileOf, type RecordingId } from "../recordingId";
import { shownOf } from "./recordingIn";
import { mostRead } from "./toldApart";
import type { Services } from "./services";

interface Said {
  readonly start: string;
  readonly place: Location;
}

/**
 * One for each recording: the parameters in its test id, or all of that; of several with the same one what was asked last, or the answer where that
 * tells more of them apart. Reads the files of those. Never rejects.
 */
export async function shownPlaces(services: Services, recordings: readonly RecordingSummary[]): Promise<readonly Location[]> {
  const places = new Map<RecordingId, Location>();
  for (const alike of grouped(recordings, ({ testId = "" }) => testId).values())
    if (alike.length > 1 && alike.length <= mostRead)
      for (const [id, place] of await telling(services, alike)) places.set(id, place);
  return recordings.map((recording) => places.get(recording.id) ?? ownPlace(recording));
}

const ownPlace = ({ uri, testIdRange, parameterRange }: RecordingSummary): Location => ({
  uri,
  range: parameterRange ?? testIdRange,
});

async function telling(
  services: Services,
  alike: readonly RecordingSummary[],
): Promise<readonly (readonly [RecordingId, Location])[]> {
  const asked: (Said | undefined)[] = [];
  const answered: (Said | undefined)[] = [];
  for (const summary of alike) {
    const said = await saidIn(services, summary);
    asked.push(said.asked);
    answered.push(said.answered);
  }
  const best = !answered.includes(undefined) && different(answered) > different(asked) ? answered : asked;
  if (different(best) < 2) return [];
  return alike.flatMap(({ id }, at) => {
    const said = best[at];
    return said === undefined ? [] : [[id, said.place] as const];
  });
}

/** As much of a text as a line of a list shows. */
const shownOfLine = 100;

const different = (said: readonly (Said | undefined)[]): number => new Set(said.map((each) => each?.start)).size;

async function saidIn({ workspace: { documents } }: Services, summary: RecordingSummary) {
  const document = await documents.get(fileOf(summary.id));
  const file = document && shownOf(documents, document, summary);
  const located = (found: ReturnType<typeof askedLast>): Said | undefined =>
    document && file && found
      ? {
          start: found.text.slice(0, shownOfLine),
          place: { uri: summary.uri, range: rangeIn(document, file.document.source.rangeOf({ path: found.path })) },
        }
      : undefined;
  return { asked: file && located(askedLast(file)), answered: file && located(answeredFirst(file)) };
}
