/** The stories of host/stories.ts, inside the extension host. */
import { join } from "node:path";
import { test } from "vitest";
import { expectStoriesToHold } from "../support/editor/hostSuite";
import { copySample } from "../support/editor/workspace";

test("every story in the extension host holds", async () => {
  await expectStoriesToHold(join(import.meta.dirname, "host/suite.ts"), await copySample());
});
