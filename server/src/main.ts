/**
 * The language server as a process of its own: over IPC from VS Code, over stdio with `--stdio`. With `--mcp`, folders and maybe `--allow-write` it serves coding
 * agents instead, over stdio: the same code answers both. What it is asked for is loaded while the first workers load theirs.
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
