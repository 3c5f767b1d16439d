/** All file formats. Which there are is given to whoever reads files; these are the ones that the product knows. */
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

/** A format that names files by the hash of their request, and looks them up by it. */
export type HashedFormat = RecordingFormat & Required<Pick<RecordingFormat, "naming" | "lookup">>;

export class Formats {
  /** How the names of files with recordings end, without the dot. */
  readonly endings = recordingEndings;
  /** Those that name files by their requests. */
  readonly hashed: readonly HashedFormat[];
  #lastFile: { readonly path: string; readonly head: string; readonly format: RecordingFormat | undefined } | undefined;
  #lastName: { readonly name: string; readonly format: RecordingFormat } | undefined;

  /** The first that knows a file is the one it is of. */
  constructor(readonly all: readonly [...RecordingFormat[], RecordingFormat]) {
    this.hashed = all.filter(isHashed);
  }

  /**
   * The format of a file; undefined for one that is no recording, such as other YAML in a folder of fixtures. `path` as formats want it, `text` the
   * file's or the first kilobyte of it, empty where it cannot be read.
   */
  find(path: string, text: string): RecordingFormat | undefined {
    const head = text.slice(0, 1024);
    // Of one file it is asked for several times in a row.
    if (this.#lastFile?.path !== path || this.#lastFile.head !== head)
      this.#lastFile = { path, head, format: this.#search(path, head) };
    return this.#lastFile.format;
  }

  #search(path: string, head: string): RecordingFormat | undefined {
    const surely = this.all.find((format) => format.isSurely?.(path, head) === true);
    return surely ?? this.all.find((format) => format.detect(path, head));
  }

  /** Whether a file is a recording; its beginning is only asked for where the path does not tell. */
  isRecording(path: string, head: () => string): boolean {
    return isRecordingByPath(path) || this.find(path, head()) !== undefined;
  }

  /** The same for a file that somebody calls a recording: what none knows is read as its name tells, or as one of the last. */
  of(path: string, text: string): RecordingFormat {
    return this.find(path, text) ?? this.ofName(path.slice(path.lastIndexOf("/") + 1));
  }

  /** As far as a base name alone tells: the index keeps no texts. */
  ofName(name: string): RecordingFormat {
    if (this.#lastName?.name !== name) this.#lastName = { name, format: this.#search(name, "") ?? this.#last };
    return this.#lastName.format;
  }

  /** The request hash, in hex digits, that a base name carries; undefined where it carries none. */
  hashOfName(name: string): string | undefined {
    return this.ofName(name).hashOfName(name);
  }

  /** The format that a hash is asked of: that of a file of this base name, or the first where no file tells. */
  hashedOf(name = ""): HashedFormat {
    const format = this.ofName(name);
    const found = isHashed(format) ? format : this.hashed[0];
    if (found === undefined) throw new Error("No format names files by their requests.");
    return found;
  }

  /** The digits of a hash, or its first ones, in lower case, as people write them in any format; undefined for any other text. */
  digitsOfHash(text: string): string | undefined {
    for (const { naming } of this.hashed) {
      const digits = naming.digitsIn(text);
      if (digits !== undefined) return digits;
    }
    return undefined;
  }

  /** All hash schemes that the settings may name, those of each format oldest first. */
  get schemes(): readonly SchemeTraits[] {
    return this.hashed.flatMap(({ naming }) => naming.schemes);
  }

  /** "4b (since July 2026: all model lists without a test)". */
  describeScheme(scheme: HashScheme): string {
    const traits = this.schemes.find(({ name }) => name === scheme);
    if (traits === undefined) return scheme;
    return `${scheme} (${traits.since === "" ? "" : `since ${traits.since}: `}${traits.what})`;
  }

  /** These, asked before the others. */
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

/** Those that tell their files by what they begin with stand first: VCR.py's are all other YAML, OGX's all other JSON. */
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
