/** All file formats. Whoever reads files is given a `Formats`; this module defines the built-in one. */
import type { RecordingFormat } from "../recording/format";
import type { HashScheme, SchemeTraits } from "../recording/naming";
import { chunkLines } from "./chunkLines/chunkLines";
import { dataDog } from "./dataDog/dataDog";
import { goVcr } from "./goVcr/goVcr";
import { har } from "./har/har";
import { httpRecorder } from "./httpRecorder/httpRecorder";
import { httprr } from "./httprr/httprr";
import { llmRecorder } from "./llmRecorder/llmRecorder";
import { ogx } from "./ogx/ogx";
import { isRecordingByPath, recordingEndings } from "./places";
import { rubyVcr } from "./rubyVcr/rubyVcr";
import { unread } from "./unread/unread";
import { vcr } from "./vcr/vcr";

/** A format that names files by the hash of their request, and finds them by it. */
export type HashedFormat = RecordingFormat & Required<Pick<RecordingFormat, "naming" | "lookup">>;

export class Formats {
  /** The endings of files with recordings, without the dot. */
  readonly endings = recordingEndings;
  /** The formats that name files by their requests. */
  readonly hashed: readonly HashedFormat[];
  #lastFile: { readonly path: string; readonly head: string; readonly format: RecordingFormat | undefined } | undefined;
  #lastName: { readonly name: string; readonly format: RecordingFormat } | undefined;

  /** A file has the first format that detects it. */
  constructor(readonly all: readonly [...RecordingFormat[], RecordingFormat]) {
    this.hashed = all.filter(isHashed);
  }

  /**
   * The format of a file; undefined if it is not a recording, such as other YAML in a folder of fixtures. `path` as in `RecordingFormat`; `text` is
   * the file's text or its first kilobyte, empty if it cannot be read.
   */
  find(path: string, text: string): RecordingFormat | undefined {
    const head = text.slice(0, 1024);
    // Cached, because it is asked for the same file several times in a row.
    if (this.#lastFile?.path !== path || this.#lastFile.head !== head)
      this.#lastFile = { path, head, format: this.#search(path, head) };
    return this.#lastFile.format;
  }

  #search(path: string, head: string): RecordingFormat | undefined {
    const surely = this.all.find((format) => format.isSurely?.(path, head) === true);
    return surely ?? this.all.find((format) => format.detect(path, head));
  }

  /** Whether a file is a recording. `head` is only called if the path does not tell. */
  isRecording(path: string, head: () => string): boolean {
    return isRecordingByPath(path) || this.find(path, head()) !== undefined;
  }

  /** Like `find`, for a file that is known to be a recording: if no format detects it, its name decides, or the last format. */
  of(path: string, text: string): RecordingFormat {
    return this.find(path, text) ?? this.ofName(path.slice(path.lastIndexOf("/") + 1));
  }

  /** The format as far as a base name tells, because the index keeps no texts. */
  ofName(name: string): RecordingFormat {
    if (this.#lastName?.name !== name) this.#lastName = { name, format: this.#search(name, "") ?? this.#last };
    return this.#lastName.format;
  }

  /** The request hash, in hex digits, in a base name; undefined if there is none. */
  hashOfName(name: string): string | undefined {
    return this.ofName(name).hashOfName(name);
  }

  /** The format to look a hash up in: that of a file with this base name, or the first such format. */
  hashedOf(name = ""): HashedFormat {
    const format = this.ofName(name);
    const found = isHashed(format) ? format : this.hashed[0];
    if (found === undefined) throw new Error("No format names files by their requests.");
    return found;
  }

  /** The digits of a hash or its beginning, in lower case, as users write them in any format; undefined for other texts. */
  digitsOfHash(text: string): string | undefined {
    for (const { naming } of this.hashed) {
      const digits = naming.digitsIn(text);
      if (digits !== undefined) return digits;
    }
    return undefined;
  }

  /** All hash schemes that the settings accept, each format's oldest first. */
  get schemes(): readonly SchemeTraits[] {
    return this.hashed.flatMap(({ naming }) => naming.schemes);
  }

  /** "4b (since July 2026: all model lists without a test)". */
  describeScheme(scheme: HashScheme): string {
    const traits = this.schemes.find(({ name }) => name === scheme);
    if (traits === undefined) return scheme;
    return `${scheme} (${traits.since === "" ? "" : `since ${traits.since}: `}${traits.what})`;
  }

  /** These formats with others before them. */
  with(...more: readonly RecordingFormat[]): Formats {
    return new Formats([...more, ...this.all]);
  }

  get #last(): RecordingFormat {
    return this.all[this.all.length - 1] as RecordingFormat;
  }
}

function isHashed(format: RecordingFormat): format is HashedFormat {
  return format.naming !== undefined && format.lookup !== undefined;
}

/** All formats. Those with an unmistakable beginning come first: VCR.py accepts all other YAML, OGX all other JSON. */
export const formats = new Formats([
  unread,
  rubyVcr,
  goVcr,
  dataDog,
  har,
  httprr,
  httpRecorder,
  llmRecorder,
  chunkLines,
  vcr,
  ogx,
]);
