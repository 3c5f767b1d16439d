/** All recorders. Separate from their formats, because the editor's part for re-recording needs nothing else of those. */
import type { Recorder } from "../recording/recorder";
import { recorder as ogx } from "./ogx/recorder";
import { recorder as vcr } from "./vcr/recorder";

export const recorders: readonly [Recorder, ...Recorder[]] = [ogx, vcr];

/** Whether a file may be a recording that can be recorded again, judged by its name. */
export function isRecordingName(name: string): boolean {
  return recorders.some((recorder) => makes(recorder, name));
}

/** Whether a file of a format (its id) can be recorded again. */
export function isRecordable(format: string, name: string): boolean {
  return recorders.some((recorder) => recorder.id === format && makes(recorder, name));
}

/** The recorder of a format's id; the first one if undefined or unknown. */
export function recorderNamed(id: string | undefined): Recorder {
  return recorders.find((recorder) => recorder.id === id) ?? recorders[0];
}

/** The id of the recorder whose missed requests are explained from VCR.py's output. */
export const ofVcrPy = vcr.id;

/** The recorder that a test module, or a `conftest.py` for it, uses, given their texts. */
export function recorderOfModule(...texts: readonly string[]): Recorder {
  return recorders.find(({ sign }) => texts.some((text) => sign?.test(text) === true)) ?? recorders[0];
}

function makes({ endings }: Recorder, name: string): boolean {
  return endings.some((ending) => name.endsWith(ending));
}
