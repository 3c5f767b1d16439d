/** Compressed and binary bodies, decoded in read-only documents. */
import type * as vscode from "vscode";
import { bodyScheme, commands, fileOf, numberIn, type BodyOf, type RecordingId } from "../../../server/src/protocol";
import type { TapedeckClient } from "../languageClient";
import { registerCommand, showInformation } from "../notifications";
import type { VSCode } from "../vscode";

type Client = Pick<TapedeckClient, "request" | "onRecordingsChanged">;

export function registerDecodedBodies(vscode: VSCode, client: Client): vscode.Disposable {
  const changed = new vscode.EventEmitter<vscode.Uri>();
  /** Updates open documents when their files change. */
  const refresh = (files: readonly string[] | null) => {
    for (const { uri } of vscode.workspace.textDocuments)
      if (uri.scheme === bodyScheme && (files === null || files.includes(fileOf(shownBy(uri).id)))) changed.fire(uri);
  };
  return vscode.Disposable.from(
    changed,
    client.onRecordingsChanged(refresh),
    vscode.workspace.registerTextDocumentContentProvider(bodyScheme, {
      onDidChange: changed.event,
      provideTextDocumentContent: async (uri) => (await client.request("tapedeck/decodedBody", shownBy(uri)))?.text ?? "",
    }),
    registerCommand(vscode, commands.showDecodedBody, (id: RecordingId, of: BodyOf) => show(vscode, client, id, of)),
  );
}

const shownBy = ({ query }: vscode.Uri) => JSON.parse(query) as { readonly id: RecordingId; readonly of: BodyOf };

async function show(vscode: VSCode, client: Client, id: RecordingId, of: BodyOf): Promise<void> {
  const body = await client.request("tapedeck/decodedBody", { id, of });
  if (body === null) {
    void showInformation(vscode, `This ${of} has no compressed or binary body that is text.`);
    return;
  }
  const { path } = vscode.Uri.parse(fileOf(id));
  const uri = vscode.Uri.from({ scheme: bodyScheme, path: `${path}${numberIn(id)} ${of}`, query: JSON.stringify({ id, of }) });
  const document = await vscode.workspace.openTextDocument(uri);
  await vscode.window.showTextDocument(await vscode.languages.setTextDocumentLanguage(document, body.languageId));
}
