/** Recordings that are not HTTP, or that only their own library can read: identified by name, but not checked. */
import type { RecordingFormat } from "../../recording/format";
import { plainSource } from "../../source/plain";

interface Kind {
  readonly name: string;
  readonly path: RegExp;
  /** Matches the first kilobyte. */
  readonly head: RegExp;
}

const yaml = /\.ya?ml(?:\.gz)?$/;

/** Based on files of each kind. */
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

/** If HTTP was recorded too, its format takes precedence. */
function kindOf(path: string, head: string): Kind | undefined {
  const found = kinds.find((kind) => kind.path.test(path) && kind.head.test(head));
  return found !== undefined && /^- request:/m.test(head) ? undefined : found;
}
