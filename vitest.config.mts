import { defineConfig } from "vitest/config";

const suite = (name: string, timeout: number, extra: object = {}) => ({
  test: { name, include: [`test/${name}/**/*.test.ts`], testTimeout: timeout, hookTimeout: timeout, ...extra },
});

/** What fails without a word in the product fails here. */
const setupFiles = ["test/support/failures.ts"];

export default defineConfig({
  test: {
    projects: [
      suite("unit", 60_000, { setupFiles, globalSetup: "test/support/buildServer.ts" }),
      suite("grammar", 20_000),
      suite("growth", 120_000, { setupFiles }),
      // The providers' own clients, thousands of times.
      suite("judges", 300_000, { setupFiles }),
      suite("server", 120_000, { setupFiles, globalSetup: "test/support/buildServer.ts" }),
      // One real editor at a time: the files share the machine's cores and the browser.
      suite("editor", 180_000, {
        fileParallelism: false,
        // A browser, a workbench and pytest on two busy cores: what fails twice in a row is no accident.
        retry: 1,
        globalSetup: "test/support/editor/globalSetup.ts",
        expect: { poll: { timeout: 20_000, interval: 100 } },
      }),
    ],
  },
});
