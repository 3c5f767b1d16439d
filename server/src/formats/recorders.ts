/** All recorders. Apart from the formats that they are of: recording again needs no more of those, and the editor's part loads it. */
import type { Recorder } from "../recording/recorder";
import { recorder as ogx } from "./ogx/recorder";

export const recorders: readonly [Recorder, ...Recorder[]] = [ogx];

/** Whether a file may be a recording, by its name. */
export function isRecordingName(name: string): boolean {
  return recorders.some((recorder) => makes(recorder, name));
}

/** The one that made recordings of these names; the first there is for tests that have none. */
export function recorderOf(names: readonly string[]): Recorder {
  return recorders.find((recorder) => names.some((name) => makes(recorder, name))) ?? recorders[0];
}

/** undefined, and the id of one that is no more: the first. */
export function recorderNamed(id: string | undefined): Recorder {
  return recorders.find((recorder) => recorder.id === id) ?? recorders[0];
}

function makes({ endings }: Recorder, name: string): boolean {
  return endings.some((ending) => name.endsWith(ending));
}
