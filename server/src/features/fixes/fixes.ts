/** All quick fixes, in the order of the menu. */
import { addToBaseline } from "./addToBaseline";
import { disableRule } from "./disableRule";
import type { Fix } from "./fix";
import { recordAgain } from "./recordAgain";
import { redact } from "./redact";
import { removeChunk } from "./removeChunk";
import { renameTest } from "./renameTest";
import { renameToHash } from "./renameToHash";
import { takeSide } from "./takeSide";

export const fixes: readonly Fix[] = [
  renameToHash,
  renameTest,
  takeSide,
  removeChunk,
  redact,
  recordAgain,
  addToBaseline,
  disableRule,
];
