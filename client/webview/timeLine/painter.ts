/** Paints the time line's marks on a canvas in the theme's colours, because tens of thousands of elements would be slow. */
import type { ChunkKind, ChunkNote } from "../../../server/src/protocol";
import { marksOf } from "./layout";

/** One custom property for each kind; the chunk list's dots use the same. */
export const kindColours: Readonly<Record<ChunkKind, string>> = {
  text: "--vscode-charts-blue",
  reasoning: "--vscode-charts-purple",
  tool: "--vscode-symbolIcon-classForeground",
  refusal: "--vscode-charts-red",
  annotation: "--vscode-charts-yellow",
  finish: "--vscode-charts-green",
  usage: "--vscode-charts-foreground",
  role: "--vscode-charts-foreground",
  other: "--vscode-descriptionForeground",
  empty: "--vscode-disabledForeground",
};

/** Chunks that are not part of the answer have lower marks. */
const low: ReadonlySet<ChunkKind> = new Set(["role", "usage", "empty", "other"]);

export class Painter {
  private readonly base = document.createElement("canvas");

  /** Draws all marks, `width` × `height` in CSS pixels; call it again when notes, size or theme change. */
  prepare(notes: readonly ChunkNote[], edges: Float64Array, width: number, height: number, host: Element): void {
    const scale = devicePixelRatio;
    this.base.width = Math.max(1, Math.round(width * scale));
    this.base.height = Math.max(1, Math.round(height * scale));
    const context = this.base.getContext("2d");
    if (!context) return;
    const style = getComputedStyle(host);
    const colours = new Map(
      Object.entries(kindColours).map(([kind, name]) => [kind, style.getPropertyValue(name) || style.color]),
    );
    // Whole pixels: half a pixel at each seam makes bands of thin marks that look as if they meant something.
    const pixels = (length: number) => Math.round(length * scale);
    for (const { left, width: wide, kind } of marksOf(notes, edges, width)) {
      const [start, end] = [pixels(left), pixels(left + wide)];
      const tall = pixels(low.has(kind) ? height * 0.45 : height);
      context.fillStyle = colours.get(kind) ?? style.color;
      context.fillRect(start, this.base.height - tall, Math.max(1, end - start), tall);
    }
  }

  /** Copies the marks to the visible canvas; those beyond `played` (a fraction of the width) are pale. */
  show(canvas: HTMLCanvasElement, played: number): void {
    const { width, height } = this.base;
    if (canvas.width !== width) canvas.width = width;
    if (canvas.height !== height) canvas.height = height;
    const context = canvas.getContext("2d");
    if (!context) return;
    context.clearRect(0, 0, width, height);
    context.globalAlpha = 0.28;
    context.drawImage(this.base, 0, 0);
    context.globalAlpha = 1;
    const until = Math.round(played * width);
    context.clearRect(0, 0, until, height);
    if (until > 0) context.drawImage(this.base, 0, 0, until, height, 0, 0, until, height);
  }
}
