import { css } from "lit";

export const comparisonStyles = css`
  main {
    max-width: 1100px;
    padding: 14px 20px 28px;
  }
  main.alone {
    max-width: none;
    padding: 40px 20px;
    text-align: center;
    color: var(--vscode-descriptionForeground);
  }
  h1 {
    display: flex;
    gap: 8px;
    margin: 0;
    font-size: 16px;
    font-weight: 600;
    line-height: 1.35;
    overflow-wrap: anywhere;
  }
  h1 vscode-icon {
    flex: none;
    margin-top: 2px;
  }
  vscode-icon.pass {
    color: var(--vscode-charts-green);
  }
  vscode-icon.diff-modified {
    color: var(--vscode-gitDecoration-modifiedResourceForeground, var(--vscode-charts-yellow));
  }
  vscode-icon.warning {
    color: var(--vscode-problemsWarningIcon-foreground, var(--vscode-charts-yellow));
  }
  .unread {
    display: block;
  }
  .where {
    margin-inline-start: 24px;
    overflow-wrap: anywhere;
  }
  .sides {
    display: grid;
    grid-template-columns: repeat(2, minmax(0, 1fr));
    gap: 12px;
    margin-top: 12px;
  }
  .side {
    display: flex;
    flex-direction: column;
    padding: 5px 10px;
    border-inline-start: 3px solid var(--vscode-panel-border);
    overflow-wrap: anywhere;
  }
  .side.before {
    border-color: var(--vscode-charts-red);
  }
  .side.after {
    border-color: var(--vscode-charts-green);
  }
  h3 {
    margin: 12px 0 4px;
    font-size: inherit;
    font-weight: 600;
  }
  ins,
  del {
    border-radius: 2px;
    text-decoration: none;
  }
  ins {
    background: var(--vscode-diffEditor-insertedTextBackground);
    outline: 1px dashed var(--vscode-diffEditor-insertedTextBorder, transparent);
  }
  del {
    background: var(--vscode-diffEditor-removedTextBackground);
    outline: 1px dashed var(--vscode-diffEditor-removedTextBorder, transparent);
  }
  .parts del {
    text-decoration: line-through;
  }
  .whole :is(ins, del) {
    display: block;
    padding: 4px 8px;
  }
  .whole ins {
    margin-top: 6px;
  }
  .fold {
    font-style: italic;
  }
  .pair {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 10px;
  }
  .scroll {
    overflow: auto;
  }
  table {
    width: 100%;
    border-collapse: collapse;
  }
  th,
  td {
    padding: 4px 10px 4px 0;
    border-bottom: 1px solid var(--vscode-settings-rowHoverBackground, var(--vscode-panel-border));
    text-align: start;
    vertical-align: top;
    font-weight: 400;
    overflow-wrap: anywhere;
    min-width: 80px;
  }
  thead th {
    font-size: 11px;
    color: var(--vscode-descriptionForeground);
  }
  code {
    font-family: var(--vscode-editor-font-family);
    font-size: 0.93em;
    color: inherit;
    background: none;
    padding: 0;
  }
  .noise {
    margin: 6px 0;
    padding-inline-start: 20px;
  }
  .note {
    margin: 16px 0 0;
  }
  @container (max-width: 460px) {
    main {
      padding-inline: 12px;
    }
    .sides {
      grid-template-columns: minmax(0, 1fr);
    }
  }
`;
