/** Changes on disk: those that the client watches for us, or where it watches nothing those that we see ourselves. */
import { basename } from "node:path";
import {
  DidChangeWatchedFilesNotification,
  WatchKind,
  type Connection,
  type Disposable,
  type FileSystemWatcher,
} from "vscode-languageserver/node";
import { TreeWatcher } from "../disk/watch";
import type { Folders } from "../index/folders";
import { Batch } from "../index/scan/batch";
import { wholeFolders } from "../index/scan/walk";
import { pathOfUri, uriOfPath } from "../index/uris";
import type { Workspace } from "../index/workspace";

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
    const baseline = settings.baseline === "" ? [] : [watcher(`**/${basename(settings.baseline)}`, WatchKind.Change)];
    return [...recordings, tests, ...baseline, watcher("**/*", WatchKind.Create | WatchKind.Delete)];
  });
  return connection.client.register(DidChangeWatchedFilesNotification.type, { watchers });
}

/** The same without the client's help, until it is disposed of. `warn` is given a sentence where changes will not be seen. */
export function watchFolders(workspace: Workspace, { all }: Folders, warn: (sentence: string) => void): Disposable {
  const changed = new Batch<string>(20, (uris) => workspace.pathsChanged(uris));
  const watchers = all.map(({ uri, settings }) => {
    const root = pathOfUri(uri);
    const isSkipped = wholeFolders(settings.recordings.exclude);
    return new TreeWatcher({
      root,
      skips: (folder) => isSkipped(`${folder}/x`),
      onChange: (path) => changed.add(uriOfPath(path), uriOfPath(path)),
      onFailure: (reason) => warn(`Changes on disk will not be seen in all folders of ${root}: ${reason}.`),
    });
  });
  // What changed between the scan's look and ours.
  void Promise.all(watchers.map(({ ready }) => ready)).then(() => workspace.verifySoon());
  return {
    dispose: () => {
      for (const each of [changed, ...watchers]) each.dispose();
    },
  };
}

/** Clients match by regular expressions, which do not end on many stars: of such globs all files are watched, and we choose. */
function watchable(glob: string): string {
  const names = glob.split("/");
  const isHard = (name: string) => name !== "**" && (name.match(/\*/g) ?? []).length > 2;
  return names.some(isHard) || names.filter((name) => name === "**").length > 3 ? "**/*" : glob;
}
