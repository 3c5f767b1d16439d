/** Prints a line for each story, and rejects when one failed. */
export async function runStories(stories: Readonly<Record<string, () => Promise<void>>>): Promise<void> {
  let failures = 0;
  for (const [name, story] of Object.entries(stories)) {
    try {
      await story();
      console.log(`ok ${name}`);
    } catch (error) {
      failures++;
      console.log(`not ok ${name}\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    }
  }
  if (failures > 0) throw new Error(`${failures} of the stories failed.`);
}
