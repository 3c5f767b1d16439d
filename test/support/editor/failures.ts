/** Reads the extension's log channel, which VS Code writes to files. */
import { glob, readFile } from "node:fs/promises";
import { join } from "node:path";

/** Returns the errors logged since the last call, in all windows and extension hosts with this folder of logs. */
export function failuresIn(logs: string): () => Promise<readonly string[]> {
  const seen = new Map<string, number>();
  return async () => {
    const failures: string[] = [];
    for await (const path of glob(join(logs, "**/tapedeck.tapedeck/*.log"))) {
      const text = await readFile(path, "utf8");
      failures.push(...errorsIn(text.slice(seen.get(path) ?? 0)));
      seen.set(path, text.length);
    }
    return failures;
  };
}

/** Each entry starts with its time and level, and may have several lines. */
function errorsIn(text: string): readonly string[] {
  return text.split(/^(?=\d{4}-\d\d-\d\d [\d:.]+ \[)/m).filter((entry) => /^\S+ \S+ \[error\]/.test(entry));
}
