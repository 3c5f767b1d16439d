/** All rules. Settings, docs and tests are made from this list. */
import type { Rule } from "./rule";

export const rules: readonly Rule[] = [];
