import { html } from "lit";

/** A message of ours, with names in backticks shown as code, as in Markdown. */
export function withCode(message: string) {
  const parts = message.split("`");
  // Recorded text may contain a backtick of its own.
  if (parts.length % 2 === 0) return message;
  return parts.map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : part));
}
