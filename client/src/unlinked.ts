/** Recorded text for a notification, in which VS Code makes `[text](command:…)` a link that runs the command. Looks the same. */
export function unlinked(text: string): string {
  return text.replaceAll("](", "]\u2060(");
}
