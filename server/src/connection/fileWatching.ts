/** Changes on disk, watched by the client, or by the server if the client cannot. */
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

/** Registers watchers with the client. Dispose of the result before registering again. */
export async function watchFiles(connection: Connection, folders: Folders, relative: boolean): Promise<Disposable> {
  const watchers = folders.all.flatMap(({ uri, settings }) => {
    const watcher = (pattern: string, kind: WatchKind): FileSystemWatcher => ({
      globPattern: relative ? { baseUri: uri, pattern } : pattern,
      kind,
    });
    const recordings = settings.recordings.include.map((glob) => watcher(watchable(glob), WatchKind.Change));
    // If a folder is moved or deleted, editors only report the folder, which no glob for its files matches.
    const tests = watcher("**/*.py", WatchKind.Change);
    const baseline = settings.baseline === "" ? [] : [watcher(`**/${basename(settings.baseline)}`, WatchKind.Change)];
    return [...recordings, tests, ...baseline, watcher("**/*", WatchKind.Create | WatchKind.Delete)];
  });
  return connection.client.register(DidChangeWatchedFilesNotification.type, { watchers });
}

/** Watches the folders from the server until disposed of, for clients that cannot. `warn` gets a sentence if some changes will be missed. */
export function watchFolders(workspace: Workspace, { all }: Folders, warn: (sentence: string) => void): Disposable {
  const changed = new Batch<string>(20, (uris) => workspace.pathsChanged(uris));
  const watchers = all.map(({ uri, settings }) => {
    const root = pathOfUri(uri);
    const isSkipped = wholeFolders(settings.recordings.exclude);
    return new TreeWatcher({
      root,
      skips: (folder) => isSkipped(`${folder}/x`),
      onChange: (path) => changed.add(uriOfPath(path), uriOfPath(path)),
      onFailure: (reason) => warn(`Some changes on disk will be missed in ${root}: ${reason}.`),
    });
  });
  // Catches what changed between the scan and the start of watching.
  void Promise.all(watchers.map(({ ready }) => ready)).then(() => workspace.verifySoon());
  return {
    dispose: () => {
      for (const each of [changed, ...watchers]) each.dispose();
    },
  };
}

/** Clients match globs with regular expressions, which can take forever on many stars: for such globs all files are watched and filtered here. */
function watchable(glob: string): string {
  const names = glob.split("/");
  const isHard = (name: string) => name !== "**" && (name.match(/\*/g) ?? []).length > 2;
  return names.some(isHard) || names.filter((name) => name === "**").length > 3 ? "**/*" : glob;
}
