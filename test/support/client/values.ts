/** VS Code's classes and enumerations, as far as the client uses them. URIs are VS Code's own. */
import { URI, Utils } from "vscode-uri";
import type { VSCode } from "../../../client/src/vscode";

const Uri = new Proxy(URI, {
  get: (target, name): unknown => (name === "joinPath" ? Utils.joinPath : Reflect.get(target, name)),
});

export class Disposable {
  constructor(readonly dispose: () => unknown) {}

  static from(...all: readonly { dispose(): unknown }[]): Disposable {
    return new Disposable(() => all.forEach((each) => each.dispose()));
  }
}

export class EventEmitter<T> {
  readonly #listeners = new Set<(value: T) => unknown>();

  readonly event = (listener: (value: T) => unknown): Disposable => {
    this.#listeners.add(listener);
    return new Disposable(() => this.#listeners.delete(listener));
  };

  fire(value: T): void {
    for (const listener of [...this.#listeners]) listener(value);
  }

  dispose(): void {
    this.#listeners.clear();
  }
}

export class Position {
  constructor(
    readonly line: number,
    readonly character: number,
  ) {}

  isEqual({ line, character }: Position): boolean {
    return line === this.line && character === this.character;
  }
}

const isOrdered = (a: Position, b: Position): boolean => a.line < b.line || (a.line === b.line && a.character <= b.character);

export class Range {
  readonly start: Position;
  readonly end: Position;

  constructor(...given: [Position, Position] | [number, number, number, number]) {
    const [a, b] = given.length === 2 ? given : ([new Position(given[0], given[1]), new Position(given[2], given[3])] as const);
    [this.start, this.end] = isOrdered(a, b) ? [a, b] : [b, a];
  }

  isEqual({ start, end }: Range): boolean {
    return this.start.isEqual(start) && this.end.isEqual(end);
  }
}

export class Selection extends Range {
  constructor(
    readonly anchor: Position,
    readonly active: Position,
  ) {
    super(anchor, active);
  }
}

export class ThemeColor {
  constructor(readonly id: string) {}
}

export class ThemeIcon {
  constructor(
    readonly id: string,
    readonly color?: ThemeColor,
  ) {}
}

export class TreeItem {
  constructor(
    readonly label: string,
    readonly collapsibleState = 0,
  ) {}
}

export class RelativePattern {
  readonly baseUri: URI;

  constructor(
    base: URI | { readonly uri: URI },
    readonly pattern: string,
  ) {
    this.baseUri = base instanceof URI ? base : base.uri;
  }
}

export class CodeAction {
  constructor(readonly title: string) {}
}

export class FileDecoration {
  constructor(
    readonly badge?: string,
    readonly tooltip?: string,
    readonly color?: unknown,
  ) {}
}

export class TerminalLink {
  constructor(
    readonly startIndex: number,
    readonly length: number,
    readonly tooltip?: string,
  ) {}
}

export class TabInputText {
  constructor(readonly uri: URI) {}
}

export class CancellationError extends Error {}

type Namespace = "commands" | "env" | "extensions" | "languages" | "lm" | "window" | "workspace";

/** In VS Code their types have more members. */
class McpStdioServerDefinition {
  cwd: URI | undefined;

  constructor(
    readonly label: string,
    readonly command: string,
    readonly args: readonly string[],
    readonly env: Readonly<Record<string, string>>,
  ) {}
}

class LanguageModelTextPart {
  constructor(readonly value: string) {}
}

class LanguageModelToolResult {
  constructor(readonly content: readonly unknown[]) {}
}

export const values = {
  ...{ McpStdioServerDefinition, LanguageModelTextPart, LanguageModelToolResult },
  ...{
    CancellationError,
    CodeAction,
    Disposable,
    EventEmitter,
    FileDecoration,
    Range,
    RelativePattern,
    Selection,
    TabInputText,
    TerminalLink,
  },
  ...{ ThemeColor, ThemeIcon, TreeItem, Uri },
  LanguageStatusSeverity: { Information: "Information", Warning: "Warning", Error: "Error" },
  CodeActionKind: { QuickFix: { value: "quickfix" } },
  ConfigurationTarget: { Global: 1, Workspace: 2, WorkspaceFolder: 3 },
  ProgressLocation: { SourceControl: 1, Window: 10, Notification: 15 },
  QuickPickItemKind: { Separator: -1, Default: 0 },
  TextEditorRevealType: { Default: 0, InCenter: 1, InCenterIfOutsideViewport: 2, AtTop: 3 },
  TreeItemCheckboxState: { Unchecked: 0, Checked: 1 },
  TreeItemCollapsibleState: { None: 0, Collapsed: 1, Expanded: 2 },
  ViewColumn: { Active: -1, Beside: -2, One: 1, Two: 2, Three: 3 },
} as unknown as Omit<VSCode, Namespace>;
