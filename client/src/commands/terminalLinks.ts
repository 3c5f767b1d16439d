/** Terminal links: from pytest node ids to tests, and from failures of replay to explanations. */
import type * as vscode from "vscode";
import { commands } from "../../../server/src/protocol";
import type { TapedeckClient } from "../languageClient";
import { showInformation } from "../notifications";
import { openLocation } from "./navigation";
import type { VSCode } from "../vscode";

interface NodeIdLink extends vscode.TerminalLink {
  readonly testId: string;
}

interface MissingRecordingLink extends vscode.TerminalLink {
  readonly line: string;
}

const missing =
  /Recording not found for (?:genai )?request hash: [0-9a-f]{64}|Can't overwrite existing cassette \([^)]{1,1000}\)|Can't play back this request\b|CannotOverwriteExistingCassetteException(?=: Can't [op]\S*\.\.\.)|RuntimeError: Network is disabled\b/g;

export function registerTerminalLinks(vscode: VSCode, client: TapedeckClient): vscode.Disposable {
  return vscode.Disposable.from(nodeIdLinks(vscode, client), missingRecordingLinks(vscode));
}

/** The whole line is the question, because it may name the test before the failure. */
function missingRecordingLinks(vscode: VSCode): vscode.Disposable {
  return vscode.window.registerTerminalLinkProvider({
    provideTerminalLinks: ({ line }) =>
      [...line.matchAll(missing)].map(({ index, 0: { length } }): MissingRecordingLink => {
        const link = new vscode.TerminalLink(index, length, "Explain this missing recording");
        return Object.assign(link, { line });
      }),
    handleTerminalLink: ({ line }: MissingRecordingLink) => vscode.commands.executeCommand(commands.explainMissing, line),
  });
}

function nodeIdLinks(vscode: VSCode, client: TapedeckClient): vscode.Disposable {
  return vscode.window.registerTerminalLinkProvider({
    async provideTerminalLinks({ line }) {
      if (!line.includes(".py::")) return [];
      const found = await client.request("tapedeck/nodeIds", { text: line });
      return found.map(({ text, start }): NodeIdLink => {
        return Object.assign(new vscode.TerminalLink(start, text.length, "Go to test"), { testId: text });
      });
    },
    async handleTerminalLink({ testId }: NodeIdLink) {
      const test = await client.request("tapedeck/findTest", { testId });
      if (test) await openLocation(vscode, client, test);
      else void showInformation(vscode, `Tapedeck found no test ${testId} in this workspace.`);
    },
  });
}
