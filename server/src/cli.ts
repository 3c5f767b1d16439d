/** The command line's own script. */
import { runCommandLine } from "./cli/commandLine";
import { formats } from "./formats/formats";

runCommandLine(formats);
