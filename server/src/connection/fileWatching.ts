/** Which files the client watches for us. */
import {
  DidChangeWatchedFilesNotification,
  WatchKind,
  type Connection,
  type Disposable,
  type FileSystemWatcher,
} from "vscode-languageserver/node";
import type { Folders } from "../index/folders";

/** Replaces an earlier registration when disposed of and made again. */
export async function watchFiles(connection: Connection, folders: Folders, relative: boolean): Promise<Disposable> {
  const watchers = folders.all.flatMap(({ uri, settings }) => {
    const watcher = (pattern: string, kind: WatchKind): FileSystemWatcher => ({
      globPattern: relative ? { baseUri: uri, pattern } : pattern,
      kind,
    });
    const recordings = settings.recordings.include.map((glob) => watcher(watchable(glob), WatchKind.Change));
    // Of a folder that is moved or deleted, editors report the folder alone, which no glob for its files matches.
    const tests = watcher("**/*.py", WatchKind.Change);
    return [...recordings, tests, watcher("**/*", WatchKind.Create | WatchKind.Delete)];
  });
  return connection.client.register(DidChangeWatchedFilesNotification.type, { watchers });
}

/** Clients match by regular expressions, which do not end on many stars: of such globs all files are watched, and we choose. */
function watchable(glob: string): string {
  const names = glob.split("/");
  const isHard = (name: string) => name !== "**" && (name.match(/\*/g) ?? []).length > 2;
  return names.some(isHard) || names.filter((name) => name === "**").length > 3 ? "**/*" : glob;
}
