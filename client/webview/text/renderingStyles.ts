/** Styles for rendered text: those of VS Code's Markdown preview, smaller. */
import { css } from "lit";

export const renderingStyles = css`
  .box.json,
  .box.code {
    padding: 5px 10px;
    background: var(--vscode-textCodeBlock-background);
    border-radius: 3px;
    font-family: var(--vscode-editor-font-family);
    font-size: 0.96em;
    line-height: 1.45;
  }
  .key {
    color: var(--vscode-debugTokenExpression-name);
  }
  .string {
    color: var(--vscode-debugTokenExpression-string);
  }
  .number {
    color: var(--vscode-debugTokenExpression-number);
  }
  .word {
    color: var(--vscode-debugTokenExpression-boolean);
  }
  .markdown {
    white-space: normal;
    overflow-wrap: anywhere;
  }
  .markdown > :first-child {
    margin-top: 0;
  }
  .markdown > :last-child {
    margin-bottom: 0;
  }
  .markdown p,
  .markdown ul,
  .markdown ol,
  .markdown pre,
  .markdown table,
  .markdown blockquote {
    margin: 0 0 8px;
  }
  .markdown ul,
  .markdown ol {
    padding-inline-start: 24px;
  }
  .markdown li > p {
    margin-bottom: 4px;
  }
  .markdown h1,
  .markdown h2,
  .markdown h3,
  .markdown h4,
  .markdown h5,
  .markdown h6 {
    margin: 14px 0 6px;
    font-size: 1.1em;
    font-weight: 600;
    line-height: 1.3;
  }
  .markdown h1 {
    font-size: 1.3em;
  }
  .markdown h2 {
    font-size: 1.2em;
  }
  .markdown code {
    padding: 1px 4px;
    border-radius: 3px;
    background: var(--vscode-textCodeBlock-background);
    color: var(--vscode-textPreformat-foreground, inherit);
    font-family: var(--vscode-editor-font-family);
    font-size: 0.93em;
  }
  .markdown pre {
    padding: 8px 10px;
    overflow: auto;
    border-radius: 3px;
    background: var(--vscode-textCodeBlock-background);
    white-space: pre;
    overflow-wrap: normal;
  }
  .markdown pre code {
    padding: 0;
    background: none;
    color: inherit;
  }
  .markdown blockquote {
    padding: 2px 12px;
    border-inline-start: 3px solid var(--vscode-textBlockQuote-border, var(--vscode-panel-border));
    background: var(--vscode-textBlockQuote-background);
  }
  .markdown table {
    display: block;
    width: fit-content;
    max-width: 100%;
    overflow: auto;
    border-collapse: collapse;
  }
  .markdown th,
  .markdown td {
    padding: 3px 10px;
    border-bottom: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder));
    text-align: start;
  }
  .markdown hr {
    border: 0;
    border-top: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder));
  }
  .markdown a {
    color: var(--vscode-textLink-foreground);
  }
  .markdown a:hover {
    color: var(--vscode-textLink-activeForeground);
  }
  :host-context(.vscode-high-contrast) :is(.box.json, .box.code, .markdown pre),
  :host-context(.vscode-high-contrast-light) :is(.box.json, .box.code, .markdown pre) {
    border: 1px solid var(--vscode-contrastBorder);
  }
`;
