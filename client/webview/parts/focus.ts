/** What all parts of the page are told besides the recording. */

export interface Focus {
  /** The chunk that the pointer is on, and the one that was chosen. */
  readonly hovered: number | null;
  readonly selected: number | null;
  /** Markdown and JSON as they mean to look; otherwise as they were recorded. */
  readonly rendered: boolean;
  /** The stream is shown as it stood after some chunk, not whole. */
  readonly partial: boolean;
}

/** Tells the page to select a chunk and to show it in the JSON. */
export const revealChunk = (chunk: number) => (event: Event) =>
  event.target?.dispatchEvent(new CustomEvent("chunk-reveal", { detail: chunk, bubbles: true, composed: true }));
