/** What the chunk list and the time line share: both show the rows of a stream, and report what is done with one. */
import { property } from "lit/decorators.js";
import type { Severity } from "../../server/src/protocol";
import { BoundedElement, rawText } from "./parts/boundary";
import type { Row } from "./rows";

/** The rows of a stream, and the state of each. Rows are counted from 0; null stands for none. */
export interface StreamRows {
  readonly rows: readonly Row[];
  /** What a row is. */
  readonly unit: "chunk" | "event";
  /** Rows with findings, and the worst severity of each. */
  readonly flags: ReadonlyMap<number, Severity>;
  /** The row after which the answer is shown; null for all of it. */
  readonly position: number | null;
  readonly selected: number | null;
  readonly hovered: number | null;
}

export abstract class StreamRowsElement extends BoundedElement implements StreamRows {
  @property({ attribute: false }) rows: readonly Row[] = [];
  @property({ attribute: false }) unit: StreamRows["unit"] = "chunk";
  @property({ attribute: false }) flags: StreamRows["flags"] = new Map();
  @property({ attribute: false }) position: number | null = null;
  @property({ attribute: false }) selected: number | null = null;
  @property({ attribute: false }) hovered: number | null = null;

  /** Sets all of them; what is as before is not rendered again. */
  set stream(stream: StreamRows) {
    Object.assign(this, stream);
  }

  protected get raw(): string {
    return rawText(this.rows);
  }

  /** Reports the row's chunk. */
  protected emit(type: "chunk-hover" | "chunk-reveal" | "chunk-scrub" | "chunk-select", row: number | null): void {
    const detail = row === null ? null : (this.rows[row]?.chunk ?? null);
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
  }
}
