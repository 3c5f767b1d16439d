/** The HTML of our page in a webview: its script and styles from `dist`, with a new nonce. */
import { randomBytes } from "node:crypto";
import type * as vscode from "vscode";
import { pageHtml, type PageSources } from "./pageHtml";
import type { VSCode } from "../vscode";

export function webviewPage(
  vscode: VSCode,
  webview: vscode.Webview,
  dist: vscode.Uri,
  element: PageSources["element"],
  data: PageSources["data"],
): string {
  const source = (name: string) => webview.asWebviewUri(vscode.Uri.joinPath(dist, name)).toString();
  return pageHtml({
    cspSource: webview.cspSource,
    script: source("streamView.js"),
    codicons: source("codicon.css"),
    nonce: randomBytes(16).toString("base64"),
    element,
    data,
  });
}
