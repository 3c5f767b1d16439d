/** Recordings of other kinds than HTTP, or in a spelling that nobody but their own library reads: named for what they are, and left alone. */
import type { RecordingFormat } from "../../recording/format";
import { plainSource } from "../../source/plain";

interface Kind {
  readonly name: string;
  readonly path: RegExp;
  /** In the first kilobyte. */
  readonly head: RegExp;
}

const yaml = /\.ya?ml(?:\.gz)?$/;

/** Facts from files of each. */
const kinds: readonly Kind[] = [
  { name: "Encrypted recording", path: /\.encrypted$/, head: /^/ },
  { name: "gRPC recording of pydantic-ai", path: yaml, head: /^- request_(?:sample|stream):/m },
  { name: "WebSocket recording of pydantic-ai", path: yaml, head: /^- kind: (?:message|close)\r?\n/m },
  {
    name: "gRPC or WebSocket recording of cassetter",
    path: /\.(?:ya?ml|json|toml)$/,
    head: /^(?:\[\[|[ \t]{0,8}")?(?:grpc|ws)_interactions\b/m,
  },
  { name: "TOML recording of cassetter", path: /\.toml$/, head: /^\[\[?interactions\b/m },
];

export const unread: RecordingFormat = {
  id: "unread",
  title: "recording that is not read",
  detect: (path, head) => kindOf(path, head) !== undefined,
  parse: plainSource,
  read: () => ({ recordings: [{ path: [], recording: undefined, problems: [] }], problems: [] }),
  outline: () => [{ path: [], test: undefined }],
  hashOfName: () => undefined,
  spellingDifferences: () => [],
  notRead: (path, text) => kindOf(path, text.slice(0, 1024))?.name ?? "recording of another kind",
};

/** Where HTTP was recorded too, that is what counts. */
function kindOf(path: string, head: string): Kind | undefined {
  const found = kinds.find((kind) => kind.path.test(path) && kind.head.test(head));
  return found !== undefined && /^- request:/m.test(head) ? undefined : found;
}
