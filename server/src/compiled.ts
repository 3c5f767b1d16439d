/** What V8 makes of the program's code is kept beside it for the next start. Imported before all else. */
import * as node from "node:module";
import { join } from "node:path";

// Who can write there can write the program itself. Where nobody can, and in Node before 22, nothing is kept.
(node as Partial<typeof node>).enableCompileCache?.(join(__dirname, "compiled"));
