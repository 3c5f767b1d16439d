/** Styles that all parts of the page share. Colours are VS Code's own, so they fit every theme. */
import { css } from "lit";

/** For the document, whose default padding would move the page away from the editor's edges. */
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

/** Styles that both pages share: title, headings, and a warning above them. */
export const wholePage = css`
  :host {
    display: block;
    container-type: inline-size;
    font-family: var(--vscode-font-family);
    font-size: var(--vscode-font-size);
    color: var(--vscode-foreground);
    --faint: 0.55;
  }
  :host-context(:is(.vscode-high-contrast, .vscode-high-contrast-light)) {
    --faint: 1;
  }
  .title {
    display: flex;
    align-items: flex-start;
    justify-content: space-between;
    gap: 12px;
  }
  h2 {
    margin: 24px 0 4px;
    padding-bottom: 5px;
    border-bottom: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder));
    font-size: 11px;
    font-weight: 600;
    letter-spacing: 0.04em;
    text-transform: uppercase;
  }
  h2 .dim {
    margin-inline-start: 4px;
    font-weight: 400;
    letter-spacing: 0;
    text-transform: none;
  }
  .banner {
    display: flex;
    gap: 6px;
    margin-bottom: 12px;
    padding: 6px 10px;
    border: 1px solid var(--vscode-inputValidation-warningBorder);
    background: var(--vscode-inputValidation-warningBackground);
    color: var(--vscode-inputValidation-warningForeground, inherit);
  }
`;
