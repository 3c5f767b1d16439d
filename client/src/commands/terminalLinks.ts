/** pytest node ids in the terminal are links to their tests. */
import * as vscode from "vscode";
import type { TapedeckClient } from "../languageClient";
import { unlinked } from "../unlinked";
import { openLocation } from "./navigation";

class NodeIdLink extends vscode.TerminalLink {
  constructor(
    readonly testId: string,
    startIndex: number,
  ) {
    super(startIndex, testId.length, "Go to test");
  }
}

export function registerTerminalLinks(client: TapedeckClient): vscode.Disposable {
  return vscode.window.registerTerminalLinkProvider({
    async provideTerminalLinks({ line }) {
      if (!line.includes(".py::")) return [];
      const found = await client.request("tapedeck/nodeIds", { text: line });
      return found.map(({ text, start }) => new NodeIdLink(text, start));
    },
    async handleTerminalLink({ testId }: NodeIdLink) {
      const test = await client.request("tapedeck/findTest", { testId });
      if (test) await openLocation(client, test);
      else void vscode.window.showInformationMessage(`Tapedeck found no test ${unlinked(testId)} in this workspace.`);
    },
  });
}
