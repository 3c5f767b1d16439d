/** The command line that knows tapes. */
import { runCommandLine } from "../../../server/src/cli/commandLine";
import { withTapes } from "./tape";

void runCommandLine(withTapes);
