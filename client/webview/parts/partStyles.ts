/** Styles for request and response: messages with a column for roles and one for content. */
import { css } from "lit";

export const partStyles = css`
  .settings {
    display: flex;
    flex-wrap: wrap;
    gap: 2px 16px;
    padding: 5px 0;
  }
  .settings div {
    display: flex;
    gap: 6px;
    min-width: 0;
  }
  .settings dt {
    flex: none;
    color: var(--vscode-descriptionForeground);
  }
  .settings dd {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    max-width: 36ch;
  }
  summary {
    width: fit-content;
    max-width: 100%;
    padding: 3px 0;
    cursor: pointer;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  summary::marker {
    color: var(--vscode-icon-foreground);
  }
  .names {
    margin-inline-start: 4px;
  }
  details[open] > summary .names {
    display: none;
  }
  .tool {
    padding: 4px 0 8px 14px;
  }
  .tool text-block {
    margin-top: 2px;
  }

  .turn {
    display: grid;
    grid-template-columns: 92px minmax(0, 1fr);
    gap: 0 12px;
    padding: 8px 0;
  }
  .turn + .turn {
    border-top: 1px solid var(--vscode-settings-rowHoverBackground, var(--vscode-panel-border));
  }
  .role {
    display: flex;
    align-items: center;
    gap: 6px;
    height: 20px;
    min-width: 0;
    color: var(--vscode-descriptionForeground);
    overflow: hidden;
  }
  .role span {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .role vscode-icon {
    align-self: center;
  }
  .content {
    display: flex;
    flex-direction: column;
    gap: 6px;
    min-width: 0;
  }
  .recorded {
    margin-inline-start: -12px;
    padding-inline-start: 10px;
    border-inline-start: 2px solid var(--vscode-charts-green);
  }
  .recorded .role {
    color: var(--vscode-foreground);
  }

  .copyable {
    position: relative;
  }
  .copyable traced-text {
    padding-inline-end: 28px;
  }
  .copyable .copy {
    position: absolute;
    top: -1px;
    inset-inline-end: 0;
    opacity: var(--faint);
  }
  .copy:hover,
  .copy:focus-within {
    opacity: 1;
  }
  .body {
    margin-top: 8px;
  }
  .note {
    font-size: 12px;
  }
  .note.warning {
    color: var(--vscode-editorWarning-foreground);
  }
  .refusal {
    padding-inline-start: 8px;
    border-inline-start: 2px solid var(--vscode-charts-red);
  }
  .reasoning traced-text {
    color: var(--vscode-descriptionForeground);
  }

  .call {
    border-radius: 3px;
    outline: 1px solid transparent;
    outline-offset: 3px;
  }
  .call.marked {
    outline-color: var(--vscode-focusBorder);
  }
  .call-head {
    display: flex;
    align-items: center;
    gap: 6px;
    min-height: 22px;
  }
  .call-head vscode-icon {
    align-self: center;
    color: var(--vscode-symbolIcon-methodForeground);
  }
  .call-name {
    flex: 0 0 auto;
    max-width: 75%;
    font-weight: 600;
    overflow-wrap: anywhere;
  }
  .call-id {
    min-width: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .call-head .copy {
    margin-inline-start: auto;
    opacity: var(--faint);
  }

  .error-card {
    display: flex;
    gap: 10px;
    margin-top: 8px;
    padding: 10px 12px;
    border: 1px solid var(--vscode-inputValidation-errorBorder);
    border-radius: 3px;
    background: var(--vscode-inputValidation-errorBackground);
    color: var(--vscode-inputValidation-errorForeground, inherit);
  }
  .error-card > div {
    min-width: 0;
  }
  .error-card .dim {
    color: inherit;
    opacity: 0.8;
  }

  @container (max-width: 480px) {
    .turn {
      grid-template-columns: minmax(0, 1fr);
      gap: 2px;
    }
  }
`;
