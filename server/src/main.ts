/**
 * The entry point of the language server: over IPC from VS Code, over stdio with `--stdio`. With `--mcp`, folders and optionally `--allow-write` it
 * serves coding agents over stdio instead. Loads its part while the first workers load theirs.
 */
import "./compiled";
import { firstWorkers, startedIn, workerScript } from "./firstWorkers";
import { resolve } from "node:path";

const allowWrite = "--allow-write";
const [mode, ...given] = process.argv.slice(2);
const workers = [workerScript, firstWorkers] as const;

if (mode === "--mcp") {
  const here = startedIn ?? __dirname;
  const folders = given.filter((each) => each !== allowWrite).map((folder) => resolve(here, folder));
  void import("./mcp/serve").then(({ serve }) => serve(workers, folders, here, given.includes(allowWrite)));
} else void import("./serveEditor").then(({ serveEditor }) => serveEditor(...workers));
