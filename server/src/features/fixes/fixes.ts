/** All quick fixes. */
import type { Fix } from "./fix";
import { renameToHash } from "./renameToHash";

export const fixes: readonly Fix[] = [renameToHash];
