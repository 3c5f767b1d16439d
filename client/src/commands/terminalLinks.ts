/** In the terminal, pytest node ids are links to their tests, and failures of replay to what explains them. */
import * as vscode from "vscode";
import { commands } from "../../../server/src/protocol";
import type { TapedeckClient } from "../languageClient";
import { showInformation } from "../notifications";
import { openLocation } from "./navigation";

class NodeIdLink extends vscode.TerminalLink {
  constructor(
    readonly testId: string,
    startIndex: number,
  ) {
    super(startIndex, testId.length, "Go to test");
  }
}

class MissingRecordingLink extends vscode.TerminalLink {
  constructor(
    readonly line: string,
    startIndex: number,
    length: number,
  ) {
    super(startIndex, length, "Explain this missing recording");
  }
}

const missing = /Recording not found for (?:genai )?request hash: [0-9a-f]{64}/g;

export function registerTerminalLinks(client: TapedeckClient): vscode.Disposable {
  return vscode.Disposable.from(nodeIdLinks(client), missingRecordingLinks());
}

/** The whole line is the question: it may name the test, before the failure. */
function missingRecordingLinks(): vscode.Disposable {
  return vscode.window.registerTerminalLinkProvider({
    provideTerminalLinks: ({ line }) =>
      [...line.matchAll(missing)].map(({ index, 0: { length } }) => new MissingRecordingLink(line, index, length)),
    handleTerminalLink: ({ line }: MissingRecordingLink) => vscode.commands.executeCommand(commands.explainMissing, line),
  });
}

function nodeIdLinks(client: TapedeckClient): vscode.Disposable {
  return vscode.window.registerTerminalLinkProvider({
    async provideTerminalLinks({ line }) {
      if (!line.includes(".py::")) return [];
      const found = await client.request("tapedeck/nodeIds", { text: line });
      return found.map(({ text, start }) => new NodeIdLink(text, start));
    },
    async handleTerminalLink({ testId }: NodeIdLink) {
      const test = await client.request("tapedeck/findTest", { testId });
      if (test) await openLocation(client, test);
      else void showInformation(`Tapedeck found no test ${testId} in this workspace.`);
    },
  });
}
