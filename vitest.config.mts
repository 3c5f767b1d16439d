import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

const suite = (name: string, timeout: number, extra: object = {}) => ({
  test: { name, include: [`test/${name}/**/*.test.ts`], testTimeout: timeout, hookTimeout: timeout, ...extra },
});

/** What fails without a word in the product fails here. */
const setupFiles = ["test/support/failures.ts"];

/** A test waits for another process most of its time, so two at once are right for two cores. */
const severalAtOnce = { maxWorkers: Math.max(2, availableParallelism() - 1) };

/** A slow machine takes longer to get there. */
const patient = { poll: { timeout: 20_000, interval: 100 } };

/** One real editor, or browser, at a time: the files share the machine's cores. */
const oneByOne = {
  fileParallelism: false,
  // A browser, a workbench and pytest on two busy cores: what fails twice in a row is no accident.
  retry: 1,
  expect: patient,
};

export default defineConfig({
  test: {
    projects: [
      suite("unit", 60_000, { ...severalAtOnce, setupFiles, globalSetup: "test/support/buildServer.ts", expect: patient }),
      suite("grammar", 20_000),
      // With room for what a call leaves behind, collecting it is hardly measured with the call.
      suite("growth", 120_000, { setupFiles, execArgv: ["--max-semi-space-size=64"] }),
      // The providers' own clients, thousands of times.
      suite("judges", 300_000, { ...severalAtOnce, setupFiles }),
      suite("server", 120_000, { ...severalAtOnce, setupFiles, globalSetup: "test/support/buildServer.ts" }),
      // The pages of the stream view and of comparisons, in a browser.
      suite("page", 180_000, oneByOne),
      suite("editor", 180_000, { ...oneByOne, globalSetup: "test/support/editor/globalSetup.ts" }),
    ],
  },
});
