/**
 * Notifications, questions, progress and quick picks. Their texts may come from recordings, so all of them are shown
 * from here, which lint enforces.
 */
import type * as vscode from "vscode";
import { messageOf } from "./messageOf";
import { plain, plainItem, type ListItem } from "./plainText";
import type { VSCode } from "./vscode";

type Window = Pick<VSCode, "window">;
type Show = (vscode: Window, message: string, ...buttons: readonly string[]) => Promise<string | undefined>;

/** Each resolves with the button that was pressed; undefined if the notification was closed. */
export const showInformation: Show = async (vscode, message, ...buttons) =>
  vscode.window.showInformationMessage(plain(message), ...buttons);
export const showWarning: Show = async (vscode, message, ...buttons) =>
  vscode.window.showWarningMessage(plain(message), ...buttons);
export const showError: Show = async (vscode, message, ...buttons) => vscode.window.showErrorMessage(plain(message), ...buttons);

/** Shows an error, optionally after words that say what failed. */
export function showFailure(vscode: Window, error: unknown, what?: string): void {
  const reason = messageOf(error);
  void showError(vscode, what === undefined ? reason : `${what}: ${reason}`);
}

/** The button with which a question was answered; undefined if it was cancelled. */
export async function chosen(
  vscode: Window,
  question: string,
  detail: string,
  ...buttons: readonly string[]
): Promise<string | undefined> {
  return vscode.window.showWarningMessage(plain(question), { modal: true, detail: plain(detail) }, ...buttons);
}

/** Whether the only button of a question was pressed. */
export async function confirmed(vscode: Window, question: string, detail: string, button: string): Promise<boolean> {
  return (await chosen(vscode, question, detail, button)) === button;
}

/** Shows a message in the status bar for some seconds. */
export function showDone(vscode: Window, message: string): void {
  vscode.window.setStatusBarMessage(`$(check) ${plain(message)}`, 3_000);
}

/** `report` updates the message. */
export function withProgress<T>(
  vscode: Window,
  { title, ...options }: vscode.ProgressOptions & { readonly title: string },
  work: (report: (message: string) => void, token: vscode.CancellationToken) => Thenable<T>,
): Promise<T> {
  return Promise.resolve(
    vscode.window.withProgress({ ...options, title: plain(title) }, (progress, token) =>
      work((message) => progress.report({ message: plain(message) }), token),
    ),
  );
}

export interface ListOptions {
  readonly title?: string;
  readonly placeHolder?: string;
  readonly matchOnDescription?: boolean;
  readonly matchOnDetail?: boolean;
}

/** Returns the chosen item. */
export async function pick<T extends ListItem>(
  vscode: Window,
  items: readonly T[],
  options: ListOptions = {},
): Promise<T | undefined> {
  const shown = items.map((item) => ({ ...plainItem(item), item }));
  const { title, ...others } = options;
  const picked = await vscode.window.showQuickPick(shown, {
    ...others,
    ...(title === undefined ? {} : { title: plain(title) }),
  });
  return picked?.item;
}

/** Returns the ticked items; headings cannot be ticked. undefined if it was cancelled. */
export async function pickSeveral<T extends ListItem>(
  vscode: Pick<VSCode, "window" | "QuickPickItemKind">,
  items: readonly T[],
  options: ListOptions & { readonly isHeading: (item: T) => boolean; readonly isPicked: (item: T) => boolean },
): Promise<readonly T[] | undefined> {
  const { title = "", isHeading, isPicked, ...others } = options;
  const shown = items.map((item) => ({
    ...plainItem(item),
    ...(isHeading(item) ? { kind: vscode.QuickPickItemKind.Separator } : { picked: isPicked(item) }),
    item,
  }));
  const picked = await vscode.window.showQuickPick(shown, { ...others, title: plain(title), canPickMany: true });
  return picked?.map(({ item }) => item);
}

/**
 * Like `pick`, with headings, items that cannot be chosen, and one item that Enter takes; `typed` makes an item of what somebody types, which stands above
 * the others and is taken where none of them begins so.
 */
export function pickFromGroups<T extends ListItem>(
  vscode: Pick<VSCode, "window" | "QuickPickItemKind">,
  items: readonly T[],
  options: ListOptions & {
    readonly isHeading: (item: T) => boolean;
    readonly isActive: (item: T) => boolean;
    readonly typed?: (text: string) => T | undefined;
  },
): Promise<T | undefined> {
  const list = vscode.window.createQuickPick<vscode.QuickPickItem & { readonly item: T }>();
  list.title = plain(options.title ?? "");
  list.placeholder = options.placeHolder;
  list.matchOnDescription = options.matchOnDescription ?? false;
  list.matchOnDetail = options.matchOnDetail ?? false;
  const shown = items.map((item) => ({
    ...plainItem(item),
    ...(options.isHeading(item) ? { kind: vscode.QuickPickItemKind.Separator } : {}),
    item,
  }));
  list.items = shown;
  list.activeItems = shown.filter(({ item }) => options.isActive(item));
  list.onDidChangeValue((text) => {
    const item = options.typed?.(text);
    const typed = item && { ...plainItem(item), item, alwaysShow: true };
    list.items = typed ? [typed, ...shown] : shown;
    const begun = shown.filter((each) => text !== "" && !options.isHeading(each.item) && each.item.label.startsWith(text));
    list.activeItems = [...begun.slice(0, 1), ...(typed ? [typed] : [])].slice(0, 1);
  });
  return new Promise((resolve) => {
    list.onDidAccept(() => {
      resolve(list.activeItems[0]?.item);
      list.hide();
    });
    list.onDidHide(() => {
      resolve(undefined);
      list.dispose();
    });
    list.show();
  });
}

export interface TextOptions {
  readonly title?: string;
  readonly prompt: string;
  readonly placeHolder?: string;
  readonly value?: string;
  readonly ignoreFocusOut?: boolean;
  readonly whyWrong?: (text: string) => string | undefined;
}

/** Asks for a text. `whyWrong` validates it on each key press. */
export async function askForText(vscode: Window, { whyWrong, ...options }: TextOptions): Promise<string | undefined> {
  return vscode.window.showInputBox({
    ...options,
    prompt: plain(options.prompt),
    validateInput: (text) => {
      const reason = whyWrong?.(text);
      return reason === undefined ? undefined : plain(reason);
    },
  });
}

/** Like VS Code's own, but shows the message of an error from here, because VS Code would turn parts of it into links. */
export function registerCommand(
  vscode: Pick<VSCode, "window" | "commands" | "CancellationError">,
  name: string,
  run: (...args: never[]) => unknown,
): vscode.Disposable {
  return vscode.commands.registerCommand(name, async (...args: never[]) => {
    try {
      return await run(...args);
    } catch (error) {
      if (!(error instanceof vscode.CancellationError)) showFailure(vscode, error);
      return undefined;
    }
  });
}
