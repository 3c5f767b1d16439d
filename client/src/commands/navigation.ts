/** Commands for navigation: to the test, to recordings, to a file. */
import type * as vscode from "vscode";
import type { Location, Position } from "vscode-languageserver-types";
import { commands, counted, fileOf, fragmentOf, type RecordingChoice, type RecordingId } from "../../../server/src/protocol";
import type { TapedeckClient } from "../languageClient";
import { pickFromGroups, registerCommand, showInformation } from "../notifications";
import type { StreamViews } from "../streamView/streamViews";
import type { VSCode } from "../vscode";

export function registerNavigation(
  vscode: VSCode,
  client: TapedeckClient,
  streamViews: Pick<StreamViews, "orActive">,
): vscode.Disposable {
  return vscode.Disposable.from(
    registerCommand(vscode, commands.showRecordings, (uri: string, names: readonly string[]) =>
      showRecordings(vscode, client, uri, names),
    ),
    registerCommand(vscode, commands.pickRecording, (uri: string, position: Position) =>
      pickRecording(vscode, client, uri, position),
    ),
    registerCommand(vscode, commands.goToTest, (argument: unknown) => goToTest(vscode, client, streamViews.orActive(argument))),
    registerCommand(vscode, commands.openRecording, (id: string) => openRecording(vscode, client, id)),
  );
}

/** The native references peek where the test stands; of many, and of turns, a list that is in order and can be searched. */
async function showRecordings(vscode: VSCode, client: TapedeckClient, uri: string, names: readonly string[]): Promise<void> {
  const found = await client.request("tapedeck/lensRecordings", { uri, names });
  if (found === null) void showInformation(vscode, "This test no longer has recordings.");
  else if (found.locations === null) await pickRecording(vscode, client, uri, found.position);
  else {
    const { asUri, asPosition, asLocation } = client.asCode;
    const locations = found.locations.map((location) => asLocation(location));
    await vscode.commands.executeCommand("editor.action.showReferences", asUri(uri), asPosition(found.position), locations);
  }
}

/** Those that replay does not serve stand below the others, each reason once above all that have it. */
async function pickRecording(vscode: VSCode, client: TapedeckClient, uri: string, position: Position): Promise<void> {
  const choices = await client.request("tapedeck/recordingChoices", { uri, position });
  const withHeading = (choice: RecordingChoice, at: number): readonly Omit<RecordingChoice, "reason">[] => {
    const { reason } = choice;
    const heading = { label: `Not served by replay: ${reason}`, description: "", detail: "", id: "" };
    return reason === null || reason === choices[at - 1]?.reason ? [choice] : [heading, choice];
  };
  const picked = await pickFromGroups(vscode, choices.flatMap(withHeading), {
    title: counted(choices.length, "recording"),
    placeHolder: "Search by parameters, model, turn, question or answer",
    ...{ matchOnDescription: true, matchOnDetail: true },
    isHeading: ({ id }) => id === "",
    isActive: ({ id }) => id === choices[0]?.id,
  });
  if (picked) await vscode.commands.executeCommand(commands.openStreamView, picked.id);
}

/** `recording` is a URI or its text; anything else means the active editor. */
async function goToTest(vscode: VSCode, client: TapedeckClient, recording: unknown): Promise<void> {
  const given = typeof recording === "string" || recording instanceof vscode.Uri ? recording : undefined;
  const uri = (given ?? vscode.window.activeTextEditor?.document.uri)?.toString();
  if (uri === undefined) {
    void showInformation(vscode, "Open a recording first.");
    return;
  }
  const test = await client.request("tapedeck/findTest", { from: uri });
  if (test) await openLocation(vscode, client, test);
  else
    void showInformation(
      vscode,
      "Tapedeck found no test for this recording: it names none, or the test is not in this workspace.",
    );
}

/** Opens the file, at the start of the recording if it contains several. */
async function openRecording(vscode: VSCode, client: TapedeckClient, id: RecordingId): Promise<void> {
  const isAlone = fragmentOf(id) === "";
  const place = isAlone ? null : await client.request("tapedeck/recordingPlace", { id });
  if (place) await openLocation(vscode, client, place);
  else await vscode.commands.executeCommand("vscode.open", vscode.Uri.parse(fileOf(id)));
}

/** Opens a file and selects a range. */
export async function openLocation(
  vscode: VSCode,
  { asCode }: Pick<TapedeckClient, "asCode">,
  location: Location,
): Promise<void> {
  const { uri, range } = asCode.asLocation(location);
  await vscode.window.showTextDocument(uri, { selection: range });
}
