/** The workspace that a server keeps for as long as it runs. Nobody tells it of changes: before each answer it looks. */
import type { Worker } from "node:worker_threads";
import { userCacheFolder } from "../disk/privateFolder";
import type { Services } from "../features/services";
import { plainClient } from "../features/services";
import { Folders } from "../index/folders";
import { defaultSettings } from "../index/settings";
import { uriOfPath } from "../index/uris";
import { Milestone } from "../index/milestone";
import { Workspace } from "../index/workspace";
import { logFailure } from "../log";

/** Whoever asks may rename files. */
const client = { ...plainClient, renamesFiles: true };

export class KeptWorkspace {
  readonly #workspace: Workspace;
  /** What is asked before the folders are known waits: a client that is asked for them asks meanwhile. */
  readonly #known = new Milestone();
  #ready: Promise<void> = Promise.resolve();

  /** `workerScript` is the path of the bundled worker.js; the workers are some of it that are started already. */
  constructor(workerScript: string, firstWorkers: readonly Worker[]) {
    this.#workspace = new Workspace(workerScript, { firstWorkers });
    const cache = userCacheFolder();
    if (cache !== undefined) this.#workspace.useCache(cache);
  }

  /** Reads these folders (absolute paths) and checks all recordings in them, instead of any folders before. */
  setFolders(paths: readonly string[]): void {
    const folders = new Folders(paths.map((path) => ({ uri: uriOfPath(path), settings: defaultSettings })));
    this.#next("Searching the folders", () => this.#workspace.setFolders(folders));
    this.#known.reach();
  }

  /** As the disk is now. One question after the other looks, so that what is found is whole. Never rejects. */
  async current(): Promise<Services> {
    await this.#known.reached;
    this.#next("Comparing the disk with what is known", () => this.#workspace.catchUp());
    await this.#ready;
    return { workspace: this.#workspace, client };
  }

  dispose(): Promise<void> {
    return this.#workspace.dispose();
  }

  #next(what: string, step: () => Promise<void>): void {
    this.#ready = this.#ready.then(step).catch((error: unknown) => logFailure(what, error));
  }
}
