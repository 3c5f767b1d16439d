/** The workspace that a server keeps while it runs. Nothing reports changes to it, so it checks the disk before each answer. */
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

/** Agents can rename files. */
const client = { ...plainClient, renamesFiles: true };

export class KeptWorkspace {
  readonly #workspace: Workspace;
  /** Questions wait until the folders are known, because a client may call tools while it is asked for its folders. */
  readonly #known = new Milestone();
  #ready: Promise<void> = Promise.resolve();

  /** `workerScript` is the path of the bundled worker.js; `firstWorkers` are workers running it already. */
  constructor(workerScript: string, firstWorkers: readonly Worker[]) {
    this.#workspace = new Workspace(workerScript, { firstWorkers });
    const cache = userCacheFolder();
    if (cache !== undefined) this.#workspace.useCache(cache);
  }

  /** Reads and checks all recordings in these folders (absolute paths), replacing earlier folders. */
  setFolders(paths: readonly string[]): void {
    const folders = new Folders(paths.map((path) => ({ uri: uriOfPath(path), settings: defaultSettings })));
    this.#next("Searching the folders", () => this.#workspace.setFolders(folders));
    this.#known.reach();
  }

  /** The workspace as it is on disk now. Questions wait for each other, so that each gets a complete result. Never rejects. */
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
