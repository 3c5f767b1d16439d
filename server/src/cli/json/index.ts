/**
 * The types of the commands' `--format json` output, which the npm package ships. The commands are checked against them; they import nothing else
 * from this project.
 */
export type * from "./baseline";
export type * from "./check";
export type * from "./common";
export type * from "./coverage";
export type * from "./diff";
export type * from "./drift";
export type * from "./explain";
export type * from "./hash";
export type * from "./list";
export type * from "./prune";
export type * from "./rerecord";
export type * from "./show";
