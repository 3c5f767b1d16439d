/** All recorders. Apart from the formats that they are of: recording again needs no more of those, and the editor's part loads it. */
import type { Recorder } from "../recording/recorder";
import { recorder as ogx } from "./ogx/recorder";
import { recorder as vcr } from "./vcr/recorder";

export const recorders: readonly [Recorder, ...Recorder[]] = [ogx, vcr];

/** Whether a file may be a recording that can be made again, by its name. */
export function isRecordingName(name: string): boolean {
  return recorders.some((recorder) => makes(recorder, name));
}

/** Whether a file of a format (its id) can be made again. */
export function isRecordable(format: string, name: string): boolean {
  return recorders.some((recorder) => recorder.id === format && makes(recorder, name));
}

/** By its id, which is that of its format; undefined, and the id of one that is no more: the first. */
export function recorderNamed(id: string | undefined): Recorder {
  return recorders.find((recorder) => recorder.id === id) ?? recorders[0];
}

/** The id of the one whose missed requests are explained by what VCR.py says of them. */
export const ofVcrPy = vcr.id;

/** The one that a test module, or a `conftest.py` for it, speaks of: these are their texts. */
export function recorderOfModule(...texts: readonly string[]): Recorder {
  return recorders.find(({ sign }) => texts.some((text) => sign?.test(text) === true)) ?? recorders[0];
}

function makes({ endings }: Recorder, name: string): boolean {
  return endings.some((ending) => name.endsWith(ending));
}
