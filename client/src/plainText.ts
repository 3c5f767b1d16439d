/** Makes untrusted text safe for parts of VS Code that render links and icons: it looks the same but does nothing. */
import type { WorkDoneProgressBegin, WorkDoneProgressEnd, WorkDoneProgressReport } from "vscode-languageclient";

/** Breaks VS Code's syntax of links and icons with a zero-width character; replaces invisible and bidirectional characters by blanks. */
export function plain(text: string): string {
  return text
    .replaceAll("](", "]\u2060(")
    .replaceAll("$(", "$\u2060(")
    .replace(/(?!\n)[\p{Cc}\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069]/gu, " ");
}

/** What every line of a list may show. */
export interface ListItem {
  readonly label: string;
  /** The name of a theme icon before the label. */
  readonly icon?: string;
  readonly description?: string;
  readonly detail?: string;
}

/** Converts an item of a list for VS Code. */
export function plainItem({ label, icon, description, detail }: ListItem) {
  return {
    label: icon === undefined ? plain(label) : `$(${icon}) ${plain(label)}`,
    ...(description === undefined ? {} : { description: plain(description) }),
    ...(detail === undefined ? {} : { detail: plain(detail) }),
  };
}

export type WorkDoneProgress = WorkDoneProgressBegin | WorkDoneProgressReport | WorkDoneProgressEnd;

export function plainProgress<P extends WorkDoneProgress>(progress: P): P {
  return {
    ...progress,
    ...("title" in progress ? { title: plain(progress.title) } : {}),
    ...(progress.message === undefined ? {} : { message: plain(progress.message) }),
  };
}
