/**
 * What the commands print with `--format json`: the types that the npm package brings. The commands are held to them, and they stand on nothing
 * else of this project.
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
