/** Enables Node's compile cache next to the program, for faster starts. Must be imported first. */
import * as node from "node:module";
import { join } from "node:path";

// Whoever can write to this folder could change the program itself. Does nothing if the folder is read-only, and in Node before 22.
(node as Partial<typeof node>).enableCompileCache?.(join(__dirname, "compiled"));
