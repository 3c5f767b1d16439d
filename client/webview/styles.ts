/** What all parts of the page share. Colours are VS Code's own, so every theme fits. */
import { css } from "lit";

/** For the document, whose default padding would push the page off the editor's edges. */
export const page = css`
  body {
    padding: 0;
    overflow-y: scroll;
  }
`;

export const common = css`
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  .text {
    white-space: pre-wrap;
    overflow-wrap: anywhere;
    unicode-bidi: isolate;
    line-height: 1.5;
  }
  .mono {
    font-family: var(--vscode-editor-font-family);
    font-size: 0.96em;
    line-height: 1.45;
  }
  .dim {
    color: var(--vscode-descriptionForeground);
  }
  button.link {
    padding: 0;
    border: 0;
    background: none;
    color: var(--vscode-textLink-foreground);
    font: inherit;
    text-align: start;
    cursor: pointer;
    overflow-wrap: anywhere;
  }
  button.link:hover {
    color: var(--vscode-textLink-activeForeground);
    text-decoration: underline;
  }
  :focus-visible {
    outline: 1px solid var(--vscode-focusBorder);
    outline-offset: 1px;
  }
`;
