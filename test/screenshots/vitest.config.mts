// `npm run screenshots` and `screenshots:surfaces`: no test suite, but the same editor and the same actions.
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    root: fileURLToPath(new URL("../..", import.meta.url)),
    include: ["test/screenshots/**/*.shots.ts"],
    globalSetup: "test/support/editor/globalSetup.ts",
    testTimeout: 180_000,
    hookTimeout: 180_000,
    fileParallelism: false,
    expect: { poll: { timeout: 60_000, interval: 100 } },
  },
});
