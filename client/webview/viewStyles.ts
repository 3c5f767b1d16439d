import { css } from "lit";

export const viewStyles = css`
  code {
    font-family: var(--vscode-editor-font-family);
    font-size: 0.93em;
    color: inherit;
    background: none;
    padding: 0;
  }
  .conversation {
    container-type: inline-size;
    min-width: 0;
    max-width: 940px;
    padding: 14px 20px 28px;
  }
  .alone {
    padding: 40px 20px;
    text-align: center;
    color: var(--vscode-descriptionForeground);
  }
  /* Most answers are there sooner. */
  .loading {
    animation: appear 0s 0.3s both;
  }
  @keyframes appear {
    from {
      visibility: hidden;
    }
  }
  .actions {
    display: flex;
    flex: none;
    flex-wrap: wrap;
    justify-content: flex-end;
  }
  h1 {
    margin: 0;
    font-size: 16px;
    font-weight: 600;
    line-height: 1.35;
    overflow-wrap: anywhere;
  }
  h1 .link {
    color: inherit;
  }
  .parameters {
    font-weight: 400;
    color: var(--vscode-descriptionForeground);
  }
  .where {
    margin-top: 1px;
    overflow-wrap: anywhere;
  }
  dl,
  dd,
  dt {
    margin: 0;
  }
  .facts {
    display: flex;
    flex-wrap: wrap;
    gap: 8px 24px;
    margin-top: 12px;
  }
  .facts dt {
    font-size: 11px;
    color: var(--vscode-descriptionForeground);
  }
  .facts dd {
    margin-top: 1px;
    overflow-wrap: anywhere;
    font-variant-numeric: tabular-nums;
  }

  .findings {
    margin: 14px 0 0;
    padding: 2px 0;
    list-style: none;
    border: 1px solid var(--vscode-widget-border, var(--vscode-panel-border));
    border-radius: 3px;
  }
  .findings .fix {
    display: flex;
    align-items: center;
    gap: 6px;
    padding: 1px 10px 3px 34px;
  }
  .findings .finding {
    display: flex;
    gap: 8px;
    width: 100%;
    padding: 3px 10px;
    border: 0;
    background: none;
    color: inherit;
    font: inherit;
    line-height: 1.4;
    text-align: start;
    cursor: pointer;
    overflow-wrap: anywhere;
  }
  .findings .finding:hover {
    background: var(--vscode-list-hoverBackground);
  }
  .findings button:focus-visible {
    outline-offset: -1px;
  }
  vscode-icon {
    flex: none;
    align-self: flex-start;
  }
  vscode-icon.error,
  .error-card vscode-icon {
    color: var(--vscode-problemsErrorIcon-foreground);
  }
  vscode-icon.warning {
    color: var(--vscode-problemsWarningIcon-foreground);
  }
  vscode-icon.information,
  vscode-icon.hint {
    color: var(--vscode-problemsInfoIcon-foreground);
  }

  vscode-icon.pass {
    color: var(--vscode-testing-iconPassed, var(--vscode-charts-green));
  }
  .facts vscode-icon {
    vertical-align: -2px;
  }

  aside {
    border-top: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder));
  }
  footer {
    position: sticky;
    bottom: 0;
    z-index: 1;
    grid-column: 1 / -1;
    display: grid;
    min-width: 0;
    min-height: 66px;
    border-top: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder));
    background: var(--vscode-editor-background);
  }
  @container (min-width: 620px) {
    .with-chunks {
      display: grid;
      grid-template-columns: minmax(0, 1fr) clamp(220px, 34%, 420px);
      grid-template-rows: minmax(calc(100vh - 66px), auto) auto;
    }
    aside {
      position: sticky;
      top: 0;
      height: calc(100vh - 66px);
      border-top: 0;
      border-inline-start: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder));
      --chunks-max-height: none;
    }
    aside chunk-list {
      height: 100%;
    }
  }
  /* Zoomed to 300 %, a bar that stays would leave no room for what it is about. */
  @media (max-height: 320px) {
    footer {
      position: static;
    }
  }
  @container (max-width: 460px) {
    .conversation {
      padding-inline: 12px;
    }
  }
  @container (max-width: 340px) {
    .title {
      flex-direction: column-reverse;
      gap: 4px;
    }
    .actions {
      align-self: flex-end;
    }
  }
`;
