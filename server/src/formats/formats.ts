/** All file formats. Which there are is given to whoever reads files; these are the ones that the product knows. */
import type { RecordingFormat } from "../recording/format";
import { ogx } from "./ogx/ogx";

export class Formats {
  /** The first that knows a file is the one it is of; a file that none knows is read as the settings call it, a recording of the last. */
  constructor(readonly all: readonly [...RecordingFormat[], RecordingFormat]) {}

  /** `path` as formats want it, `text` the file's or the first kilobyte of it. */
  of(path: string, text: string): RecordingFormat {
    const head = text.slice(0, 1024);
    return this.all.find((format) => format.detect(path, head)) ?? this.#last;
  }

  /** These, asked before the others. */
  with(...more: readonly RecordingFormat[]): Formats {
    return new Formats([...more, ...this.all]);
  }

  get #last(): RecordingFormat {
    return this.all[this.all.length - 1] as RecordingFormat;
  }
}

export const formats = new Formats([ogx]);
