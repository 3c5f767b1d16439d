/**
 * The quick fixes for findings. Asks the language server directly, because VS Code's own list does not tell which finding an
 * action fixes.
 */
import type { CodeAction, CodeActionParams, Command } from "vscode-languageclient";
import { fixCommands, type StreamView } from "../../../server/src/protocol";
import type { TapedeckClient } from "../languageClient";
import type { VSCode } from "../vscode";

export interface QuickFix {
  readonly title: string;
  readonly action: CodeAction;
}

type FixClient = Pick<TapedeckClient, "asCode" | "codeActions" | "resolve">;
type Finding = StreamView["findings"][number];

/** One list for each finding, empty if nothing can be fixed. Never rejects: a file that cannot be read has no fixes. */
export function quickFixes(
  client: FixClient,
  uri: string,
  findings: readonly Finding[],
): Promise<readonly (readonly QuickFix[])[]> {
  return Promise.all(findings.map((finding) => fixesOf(client, uri, finding).catch(() => [])));
}

async function fixesOf(client: FixClient, uri: string, { range, code }: Finding): Promise<readonly QuickFix[]> {
  const asked: CodeActionParams = { textDocument: { uri }, range, context: { diagnostics: [], only: ["quickfix"] } };
  const found = (await client.codeActions(asked)) ?? [];
  return found.flatMap((action) => (isFor(action, code) ? [{ title: action.title, action }] : []));
}

/** An action says which finding it fixes. What only mutes it is left to the light bulb. */
function isFor(action: CodeAction | Command, code: string): action is CodeAction {
  if (!("kind" in action) || action.disabled || muting.has(action.command?.command ?? "")) return false;
  return action.diagnostics?.some((each) => each.code === code) === true;
}

const muting: ReadonlySet<string> = new Set([fixCommands.disableRule, fixCommands.addToBaseline]);

/** Applies a fix as the light bulb does: the edit first, then the command. Rejects when the edit could not be made. */
export async function applyFix(vscode: VSCode, client: FixClient, { action, title }: QuickFix): Promise<void> {
  const { edit } = action.data === undefined ? action : await client.resolve(action);
  const isMade = edit
    ? await vscode.workspace.applyEdit(await client.asCode.asWorkspaceEdit(edit))
    : action.command !== undefined;
  if (!isMade) throw new Error(`"${title}" could not be applied.`);
  const { command, arguments: given = [] } = action.command ?? {};
  if (command !== undefined) await vscode.commands.executeCommand(command, ...(given as unknown[]));
}
