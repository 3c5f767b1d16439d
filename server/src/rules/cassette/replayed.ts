/** Rules on the results of the last replay; silent if there was none, or the file or its tests have changed since. */
import { printable } from "../../recording/json";
import { pathText } from "../../recording/difference/fields";
import { numberIn } from "../../recordingId";
import type { KnownRecording, RecordingReplay, ReplayedField, RuleContext, WorkspaceRule } from "../workspaceRule";

export const cassetteDrift: WorkspaceRule = {
  code: "cassette.drift",
  severity: "information",
  formats: ["vcr"],
  summary: "In the last replay, a test sent another request than the one recorded, and was answered anyway.",
  check(recording, world) {
    const [first, ...others] = replayOf(recording, world)?.drift ?? [];
    const [field] = first?.fields ?? [];
    if (first === undefined || field === undefined) return [];
    const more = first.count > 1 ? ` and ${first.count - 1} more` : "";
    const tests = others.length > 0 ? `${first.testId} and ${others.length} more` : first.testId;
    const message = `${printable(tests)} sends another request than the one recorded: ${nameOf(field)}${more} differs, so replay would fail if the body were matched.`;
    const related = first.fields.map((each) => ({ uri: recording.uri, range: each.range, message: compared(each) }));
    return [{ range: field.range, message, related, about: JSON.stringify([first.testId, field.path]) }];
  },
};

export const cassetteUnplayed: WorkspaceRule = {
  code: "cassette.unplayed",
  severity: "information",
  formats: ["vcr"],
  summary: "In the last replay, all tests of the cassette passed and none played this recording.",
  check(recording, world) {
    const replay = replayOf(recording, world);
    if (replay?.isUnplayed !== true) return [];
    const message = replay.isDropped
      ? "The suite's hooks drop this recording when the cassette is loaded, so no test can play it."
      : "No test played this recording in the last replay, although all tests of the cassette passed.";
    return [{ range: recording.testIdRange, message }];
  },
};

function replayOf({ id, uri }: KnownRecording, { replayed }: RuleContext): RecordingReplay | undefined {
  return replayed(uri)?.[Number(numberIn(id).slice(1))];
}

const nameOf = ({ path }: ReplayedField): string => (path.length === 0 ? "its body" : `\`${printable(pathText(path))}\``);

function compared(field: ReplayedField): string {
  const value = (text: string | null) => (text === null ? "nothing" : printable(text));
  return `${nameOf(field)}: recorded ${value(field.recorded)}, asked ${value(field.asked)}`;
}
