import { css } from "lit";
import { dotStyles } from "./dotStyles";

export const chunkListStyles = [
  dotStyles,
  css`
    :host {
      display: flex;
      flex-direction: column;
      container-type: inline-size;
      min-height: 0;
    }
    header {
      display: flex;
      align-items: center;
      gap: 8px;
      min-height: 35px;
      padding: 0 12px 0 20px;
    }
    h2 {
      margin: 0;
      font-size: 11px;
      font-weight: 600;
      text-transform: uppercase;
      letter-spacing: 0.04em;
      color: var(--vscode-sideBarSectionHeader-foreground, var(--vscode-foreground));
    }
    header .dim {
      min-width: 0;
      overflow: hidden;
      text-overflow: ellipsis;
      white-space: nowrap;
    }
    .filter {
      flex: 1 0 96px;
      max-width: 180px;
      margin-inline-start: auto;
    }
    .scroller {
      flex: 1;
      min-height: 0;
      max-height: var(--chunks-max-height, 440px);
      overflow: hidden auto;
      contain: content;
    }
    .scroller:focus-visible {
      outline-offset: -1px;
    }
    .rows {
      height: calc(var(--rows) * 22px);
      contain: strict;
    }
    .window {
      transform: translateY(calc(var(--from) * 22px));
    }
    .row {
      display: flex;
      align-items: center;
      gap: 8px;
      height: 22px;
      padding: 0 12px;
      line-height: 22px;
      white-space: nowrap;
      cursor: pointer;
    }
    .row.hovered {
      background: var(--vscode-list-hoverBackground);
      color: var(--vscode-list-hoverForeground, inherit);
      outline: 1px dashed var(--vscode-contrastActiveBorder, transparent);
      outline-offset: -1px;
    }
    .row.selected {
      background: var(--vscode-list-inactiveSelectionBackground);
      color: var(--vscode-list-inactiveSelectionForeground, inherit);
      outline: 1px solid var(--vscode-contrastActiveBorder, transparent);
      outline-offset: -1px;
    }
    .scroller:focus .row.selected {
      background: var(--vscode-list-activeSelectionBackground);
      color: var(--vscode-list-activeSelectionForeground, inherit);
    }
    .index {
      flex: none;
      min-width: 4ch;
      text-align: end;
      font-variant-numeric: tabular-nums;
      color: var(--vscode-editorLineNumber-foreground);
    }
    .kind {
      flex: none;
      width: 64px;
      color: var(--vscode-descriptionForeground);
    }
    .selected .index,
    .selected .kind {
      color: inherit;
    }
    .adds {
      flex: 1;
      min-width: 0;
      overflow: hidden;
      text-overflow: ellipsis;
      white-space: pre;
      unicode-bidi: isolate;
      font-family: var(--vscode-editor-font-family);
      font-size: 12px;
    }
    .row.later .adds {
      opacity: 0.75;
    }
    .row.later .adds i {
      opacity: 1;
    }
    .row.later .dot {
      opacity: 0.35;
    }
    .flag {
      vertical-align: -2px;
      color: var(--vscode-problemsInfoIcon-foreground);
    }
    .flag.error {
      color: var(--vscode-problemsErrorIcon-foreground);
    }
    .flag.warning {
      color: var(--vscode-problemsWarningIcon-foreground);
    }
    .adds i {
      font-style: normal;
      opacity: var(--faint);
    }
    /* The dot's colour says the kind; screen readers still read the word. */
    @container (max-width: 300px) {
      header {
        padding-inline: 12px 8px;
      }
      .row {
        gap: 6px;
        padding-inline: 6px;
      }
      .kind {
        width: 0;
        overflow: hidden;
        margin-inline-end: -6px;
      }
    }
  `,
];
