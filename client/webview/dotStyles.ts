/** The colours for kinds of chunks; the time line's painter uses the same. */
import { css } from "lit";

export const dotStyles = css`
  .dot {
    flex: none;
    display: inline-block;
    width: 8px;
    height: 8px;
    border-radius: 50%;
    background: var(--vscode-disabledForeground);
  }
  .dot.text {
    background: var(--vscode-charts-blue);
  }
  .dot.reasoning {
    background: var(--vscode-charts-purple);
  }
  .dot.tool {
    background: var(--vscode-symbolIcon-classForeground, var(--vscode-charts-orange));
  }
  .dot.finish {
    background: var(--vscode-charts-green);
  }
  .dot.annotation {
    background: var(--vscode-charts-yellow);
  }
  .dot.refusal {
    background: var(--vscode-charts-red);
  }
  .dot.role,
  .dot.usage,
  .dot.empty,
  .dot.other {
    background: none;
    border: 1.5px solid var(--vscode-descriptionForeground);
  }
`;
