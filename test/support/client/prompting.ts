/** The functions of VS Code that show something and wait, connected to what a test takes and answers. */
import type { VSCode } from "../../../client/src/vscode";
import { answerable, Shown, withoutIcon, type Input, type List, type ListRow, type Message } from "./prompts";
import { EventEmitter } from "./values";

type Window = VSCode["window"];
type Row = ListRow & { readonly kind?: number };

export class Prompting {
  readonly messages = new Shown<Message>("message", ({ text }) => text);
  readonly lists = new Shown<List>("list", ({ title, labels }) => [title, ...labels].join(", "));
  readonly inputs = new Shown<Input>("input box", ({ prompt }) => prompt);
  /** Paths to choose in the next file dialogs. */
  readonly files: (string | undefined)[] = [];
  /** Messages in the status bar so far. */
  readonly status: string[] = [];

  /** As members of `vscode.window`. */
  get window() {
    return {
      showInformationMessage: this.#show("information"),
      showWarningMessage: this.#show("warning"),
      showErrorMessage: this.#show("error"),
      setStatusBarMessage: (text: string) => void this.status.push(text),
      showQuickPick: this.#pick as unknown as Window["showQuickPick"],
      createQuickPick: this.#createPick as unknown as Window["createQuickPick"],
      showInputBox: this.#ask as unknown as Window["showInputBox"],
    };
  }

  #show(kind: Message["kind"]) {
    return (text: string, ...more: readonly (string | { readonly modal?: boolean; readonly detail?: string })[]) => {
      const { answer, give } = answerable<string>();
      const [options = {}] = more.filter((each) => typeof each === "object");
      const buttons = more.filter((each) => typeof each === "string");
      const press = (button: string) => {
        if (!buttons.includes(button)) throw new Error(`"${text}" has no ${button}, but ${buttons.join(", ")}.`);
        give(button);
      };
      const shown = options.modal === true ? "question" : kind;
      this.messages.push({ kind: shown, text, detail: options.detail ?? "", buttons, press, close: () => give() });
      return answer as Promise<never>;
    };
  }

  readonly #pick = (
    rows: readonly Row[],
    options: { readonly title?: string; readonly placeHolder?: string; readonly canPickMany?: boolean } = {},
  ) => {
    const { answer, give } = answerable<Row | readonly Row[]>();
    const title = options.title ?? options.placeHolder ?? "";
    const tick = (labels: readonly string[]) =>
      give(labels.map((label) => rows.find((row) => withoutIcon(row.label) === label)!));
    if (options.canPickMany === true) {
      const refuse = () => {
        throw new Error(`${title} takes several.`);
      };
      this.lists.push({ ...listOf(title, rows, undefined, refuse, () => give()), tick });
      return answer;
    }
    this.lists.push(
      listOf(
        title,
        rows,
        undefined,
        (row) => give(row),
        () => give(),
      ),
    );
    return answer;
  };

  readonly #createPick = () => {
    const [accepted, hidden, typed] = [new EventEmitter<void>(), new EventEmitter<void>(), new EventEmitter<string>()];
    const list = {
      ...{ title: "", placeholder: "", items: [] as readonly Row[], activeItems: [] as readonly Row[] },
      onDidAccept: accepted.event,
      onDidChangeValue: typed.event,
      onDidHide: hidden.event,
      hide: () => hidden.fire(),
      dispose: () => undefined,
      show: () => {
        const choose = (row: Row) => {
          list.activeItems = [row];
          accepted.fire();
        };
        const now = (): List => ({ ...listOf(list.title, list.items, list.activeItems[0], choose, () => hidden.fire()), type });
        const type = (text: string) => {
          typed.fire(text);
          return now();
        };
        this.lists.push(now());
      },
    };
    return list;
  };

  readonly #ask = ({ prompt, validateInput }: { prompt: string; validateInput: (text: string) => string | undefined }) => {
    const { answer, give } = answerable<string>();
    this.inputs.push({ prompt, complaint: validateInput, type: (text) => give(text), close: () => give() });
    return answer;
  };
}

function listOf(
  title: string,
  rows: readonly Row[],
  active: Row | undefined,
  choose: (row: Row) => void,
  close: () => void,
): List {
  const labelOf = ({ label }: Row) => withoutIcon(label);
  const choosable = rows.filter(({ kind }) => kind !== -1);
  return {
    title,
    rows,
    labels: rows.map(labelOf),
    active: active && labelOf(active),
    close,
    choose(label) {
      const row = choosable.find((each) => labelOf(each) === label);
      if (!row) throw new Error(`There is no ${label} among ${choosable.map(labelOf).join(", ")}.`);
      choose(row);
    },
  };
}
