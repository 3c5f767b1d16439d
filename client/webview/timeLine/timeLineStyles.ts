import { css } from "lit";
import { dotStyles } from "../dotStyles";

export const timeLineStyles = [
  dotStyles,
  css`
    :host {
      display: grid;
      grid-template-columns: auto minmax(0, 1fr) auto;
      align-items: center;
      gap: 2px 10px;
      padding: 6px 16px 5px 10px;
      align-content: center;
      container-type: inline-size;
    }
    .controls {
      display: flex;
    }
    .track {
      position: relative;
      height: 34px;
      padding: 6px 0;
      cursor: pointer;
      touch-action: none;
      --track-width: 100%;
    }
    canvas {
      display: block;
      width: 100%;
      height: 22px;
    }
    .head,
    .hover,
    .flag {
      position: absolute;
      left: calc(var(--at, 0) * 100%);
      pointer-events: none;
    }
    .head {
      top: 1px;
      bottom: 1px;
      width: 2px;
      margin-inline-start: -1px;
      background: var(--vscode-editorCursor-foreground, var(--vscode-foreground));
    }
    .hover {
      top: 4px;
      bottom: 4px;
      width: 1px;
      background: var(--vscode-focusBorder);
    }
    [hidden] {
      display: none !important;
    }
    .flag {
      top: 0;
      width: 0;
      height: 0;
      margin-inline-start: -4px;
      border: 4px solid transparent;
      border-top: 6px solid var(--vscode-problemsInfoIcon-foreground);
    }
    .flag.error {
      border-top-color: var(--vscode-problemsErrorIcon-foreground);
    }
    .flag.warning {
      border-top-color: var(--vscode-problemsWarningIcon-foreground);
    }
    .tip {
      position: absolute;
      bottom: 100%;
      z-index: 2;
      width: max-content;
      max-width: min(420px, var(--room));
      padding: 2px 8px;
      overflow-wrap: anywhere;
      unicode-bidi: isolate;
      pointer-events: none;
      border: 1px solid var(--vscode-editorHoverWidget-border, var(--vscode-contrastBorder));
      border-radius: 3px;
      background: var(--vscode-editorHoverWidget-background);
      color: var(--vscode-editorHoverWidget-foreground, inherit);
    }
    /* To the sides of the track there is more room: the buttons, and the count. */
    .tip.after {
      left: calc(var(--at, 0) * 100%);
      --room: calc((1 - var(--at, 0)) * 100% + 7ch);
    }
    .tip.before {
      right: calc((1 - var(--at, 0)) * 100%);
      --room: calc(var(--at, 0) * 100% + 60px);
    }
    .count {
      display: flex;
      flex-direction: column;
      align-items: flex-end;
      min-width: 7ch;
      font-variant-numeric: tabular-nums;
    }
    .legend {
      grid-column: 2 / 4;
      display: flex;
      flex-wrap: wrap;
      gap: 0 14px;
      font-size: 11px;
      line-height: 16px;
    }
    .legend > span {
      display: inline-flex;
      align-items: center;
      gap: 5px;
      white-space: nowrap;
    }
    .legend > :last-child {
      margin-inline-start: auto;
    }
    @container (max-width: 460px) {
      .legend {
        display: none;
      }
    }
  `,
];
