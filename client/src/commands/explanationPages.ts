/** Explanations as Markdown previews. A preview only follows links between files, so each page is a file in the extension's storage. */
import { dirname, relative, sep } from "node:path";
import type * as vscode from "vscode";
import type { VSCode } from "../vscode";

export class ExplanationPages {
  private readonly folder: vscode.Uri;
  private emptied: Promise<void> | undefined;

  constructor(
    private readonly vscode: VSCode,
    storage: vscode.Uri,
  ) {
    this.folder = this.vscode.Uri.joinPath(storage, "explanations");
  }

  /** Replaces a page with the same name. */
  async show(name: string, markdown: string): Promise<void> {
    await (this.emptied ??= this.empty());
    const short = name.replace(/[^\w.-]+/g, "_").slice(0, 12);
    const page = this.vscode.Uri.joinPath(this.folder, `Missing recording ${short}.md`);
    await this.vscode.workspace.fs.writeFile(page, Buffer.from(withRelativeLinks(this.vscode, markdown, page)));
    await this.vscode.commands.executeCommand("markdown.showPreview", page);
  }

  /** Deletes pages of earlier sessions. */
  private async empty(): Promise<void> {
    try {
      await this.vscode.workspace.fs.delete(this.folder, { recursive: true });
    } catch {
      // There are none.
    }
    await this.vscode.workspace.fs.createDirectory(this.folder);
  }
}

/** Only our own links match, because brackets in recorded text are escaped. */
function withRelativeLinks(vscode: VSCode, markdown: string, page: vscode.Uri): string {
  return markdown.replace(/\]\((file:[^()\s]+)\)/g, (_, link: string) => {
    const path = relative(dirname(page.fsPath), vscode.Uri.parse(link).fsPath);
    return `](${path.split(sep).map(encodeURIComponent).join("/")})`;
  });
}
