import { html } from "lit";

/** A sentence of ours: names between backticks, as in Markdown, look like code. */
export function withCode(message: string) {
  const parts = message.split("`");
  // What was recorded may have one of its own.
  if (parts.length % 2 === 0) return message;
  return parts.map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : part));
}
