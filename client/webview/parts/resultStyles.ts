/** Styles for everything but plain conversation: turns, siblings, images, probabilities, vectors, models. */
import { css } from "lit";

export const resultStyles = css`
  .siblings {
    display: flex;
    align-items: center;
    gap: 6px;
    margin-top: 14px;
  }
  .siblings .said {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    unicode-bidi: isolate;
  }
  .turns {
    margin-top: 14px;
    overflow-x: auto;
  }
  .turns ol {
    display: flex;
    gap: 6px;
    margin: 0;
    padding: 1px;
    list-style: none;
  }
  .turns li {
    flex: 1 1 140px;
    min-width: 110px;
    max-width: 260px;
  }
  .turns button {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr);
    gap: 0 8px;
    width: 100%;
    height: 100%;
    padding: 5px 8px;
    border: 1px solid var(--vscode-widget-border, var(--vscode-panel-border, var(--vscode-contrastBorder)));
    border-radius: 3px;
    background: none;
    color: inherit;
    font: inherit;
    text-align: start;
    cursor: pointer;
  }
  .turns button:hover {
    background: var(--vscode-list-hoverBackground);
  }
  .turns .this button {
    border-color: var(--vscode-focusBorder);
    background: var(--vscode-list-inactiveSelectionBackground);
  }
  .turns .number {
    grid-row: span 2;
    font-weight: 600;
  }
  .turns .said,
  .turns .finish {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    unicode-bidi: isolate;
  }
  .turns .finish {
    font-size: 11px;
  }

  .images {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
  }
  .image {
    padding: 0;
    border: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder));
    border-radius: 3px;
    background: none;
    cursor: zoom-in;
    max-width: 100%;
    line-height: 0;
  }
  .image img {
    min-width: 24px;
    min-height: 24px;
    max-width: 100%;
    max-height: 120px;
    border-radius: 3px;
  }
  .image.large {
    cursor: zoom-out;
  }
  .image.large img {
    max-height: none;
  }

  .disagreements {
    display: flex;
    gap: 8px;
    padding: 8px 0;
  }
  .annotations ol {
    margin: 4px 0;
    padding-inline-start: 24px;
  }
  .annotations a {
    color: var(--vscode-textLink-foreground);
    overflow-wrap: anywhere;
  }
  .annotations .quote,
  .disagreements .sees {
    overflow-wrap: anywhere;
  }
  .safety ul,
  .models {
    display: flex;
    flex-direction: column;
    gap: 2px;
    margin: 6px 0;
    padding: 0;
    list-style: none;
  }
  .models li {
    overflow-wrap: anywhere;
  }
  .safety .blocked {
    color: var(--vscode-errorForeground);
  }

  .heat {
    display: flow-root;
    padding: 4px 0;
    line-height: 1.8;
    white-space: normal;
  }
  .token {
    display: inline;
    padding: 1px 0;
    border: 0;
    border-radius: 2px;
    background: none;
    color: inherit;
    font: inherit;
    white-space: pre-wrap;
    cursor: pointer;
    box-shadow: inset 0 -2px 0 var(--sure, transparent);
  }
  .note .token {
    margin-inline-end: 10px;
    cursor: default;
  }
  .sure5 {
    --sure: transparent;
  }
  .sure4 {
    --sure: color-mix(in srgb, var(--vscode-charts-yellow) 45%, transparent);
    background: color-mix(in srgb, var(--vscode-charts-yellow) 8%, transparent);
  }
  .sure3 {
    --sure: color-mix(in srgb, var(--vscode-charts-yellow) 80%, transparent);
    background: color-mix(in srgb, var(--vscode-charts-yellow) 16%, transparent);
  }
  .sure2 {
    --sure: color-mix(in srgb, var(--vscode-charts-orange) 80%, transparent);
    background: color-mix(in srgb, var(--vscode-charts-orange) 20%, transparent);
  }
  .sure1 {
    --sure: var(--vscode-charts-red);
    background: color-mix(in srgb, var(--vscode-charts-red) 18%, transparent);
  }
  .sure0 {
    --sure: var(--vscode-charts-red);
    background: color-mix(in srgb, var(--vscode-charts-red) 32%, transparent);
  }

  .vectors {
    display: grid;
    gap: 12px;
    padding: 10px 0;
  }
  .vector {
    margin: 0;
    min-width: 0;
  }
  .vector figcaption {
    display: flex;
    flex-wrap: wrap;
    justify-content: space-between;
    gap: 0 12px;
    margin-bottom: 3px;
    overflow-wrap: anywhere;
  }
  .numbers {
    font-variant-numeric: tabular-nums;
  }
  .plot {
    display: block;
    width: 100%;
    height: 36px;
    background: var(--vscode-textCodeBlock-background);
    border-radius: 3px;
  }
  .plot path {
    stroke: var(--vscode-charts-blue);
    stroke-width: 0.8;
    fill: none;
  }
  .plot line {
    stroke: var(--vscode-panel-border, var(--vscode-contrastBorder));
    stroke-width: 0.5;
  }
  .scroll {
    overflow: auto;
    max-width: 100%;
  }
  .similarity table {
    border-collapse: collapse;
    font-size: 11px;
    font-variant-numeric: tabular-nums;
  }
  .similarity th,
  .similarity td {
    padding: 2px 6px;
    text-align: end;
    font-weight: 400;
  }
  .similarity th {
    color: var(--vscode-descriptionForeground);
  }
  .like5 {
    background: color-mix(in srgb, var(--vscode-charts-blue) 45%, transparent);
  }
  .like4 {
    background: color-mix(in srgb, var(--vscode-charts-blue) 32%, transparent);
  }
  .like3 {
    background: color-mix(in srgb, var(--vscode-charts-blue) 20%, transparent);
  }
  .like2 {
    background: color-mix(in srgb, var(--vscode-charts-blue) 10%, transparent);
  }
  .piece h3 {
    margin: 12px 0 2px;
    font-size: 11px;
    font-weight: 400;
  }
`;
