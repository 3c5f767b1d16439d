/** What all parts of the page need besides the recording. */

export interface Focus {
  /** The chunk under the pointer, and the selected one. */
  readonly hovered: number | null;
  readonly selected: number | null;
  /** Whether Markdown and JSON are rendered, or shown as recorded. */
  readonly rendered: boolean;
  /** Whether only the part of the stream up to some chunk is shown. */
  readonly partial: boolean;
}

/** Tells the page to select a chunk and to reveal it in the JSON editor. */
export const revealChunk = (chunk: number) => (event: Event) =>
  event.target?.dispatchEvent(new CustomEvent("chunk-reveal", { detail: chunk, bubbles: true, composed: true }));
