/** Compressed and binary bodies, shown decoded in documents that cannot be written to. */
import type * as vscode from "vscode";
import { commands, fileOf, numberIn, type BodyOf, type RecordingId } from "../../../server/src/protocol";
import type { TapedeckClient } from "../languageClient";
import { registerCommand, showInformation } from "../notifications";
import type { VSCode } from "../vscode";

const scheme = "tapedeck-body";

export function registerDecodedBodies(vscode: VSCode, client: Pick<TapedeckClient, "request">): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.workspace.registerTextDocumentContentProvider(scheme, {
      provideTextDocumentContent: async ({ query }) => {
        const { id, of } = JSON.parse(query) as { readonly id: RecordingId; readonly of: BodyOf };
        return (await client.request("tapedeck/decodedBody", { id, of }))?.text ?? "";
      },
    }),
    registerCommand(vscode, commands.showDecodedBody, (id: RecordingId, of: BodyOf) => show(vscode, client, id, of)),
  );
}

async function show(vscode: VSCode, client: Pick<TapedeckClient, "request">, id: RecordingId, of: BodyOf): Promise<void> {
  const body = await client.request("tapedeck/decodedBody", { id, of });
  if (body === null) {
    void showInformation(vscode, `This ${of} has no compressed or binary body that is text.`);
    return;
  }
  const { path } = vscode.Uri.parse(fileOf(id));
  const uri = vscode.Uri.from({ scheme, path: `${path}${numberIn(id)} ${of}`, query: JSON.stringify({ id, of }) });
  const document = await vscode.workspace.openTextDocument(uri);
  await vscode.window.showTextDocument(await vscode.languages.setTextDocumentLanguage(document, body.languageId));
}
