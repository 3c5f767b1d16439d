/** Runs inside VS Code's extension host, bundled by ../host.test.ts. */
import { runStories } from "./runStories";
import { stories } from "./stories";

export const run = (): Promise<void> => runStories(stories);
