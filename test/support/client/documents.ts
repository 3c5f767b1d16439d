/** Open documents, saved or not, over the files of a real folder. */
import { existsSync } from "node:fs";
import { readFile, rename, writeFile } from "node:fs/promises";
import { extname } from "node:path";
import type { Range as LspRange, TextEdit, WorkspaceEdit } from "vscode-languageserver-types";
import { TextDocument } from "vscode-languageserver-textdocument";
import { URI } from "vscode-uri";
import { EventEmitter, Position, Range } from "./values";

const languages: Readonly<Record<string, string>> = { ".py": "python", ".md": "markdown", ".json": "json" };

export class Document {
  isDirty = false;
  version = 1;

  constructor(
    readonly uri: URI,
    readonly languageId: string,
    public text: string,
  ) {}

  get fileName(): string {
    return this.uri.fsPath;
  }

  getText(range?: LspRange): string {
    return this.#document.getText(range);
  }

  validateRange({ start, end }: LspRange): Range {
    const within = (position: LspRange["start"]) => this.positionAt(this.#document.offsetAt(position));
    return new Range(within(start), within(end));
  }

  positionAt(offset: number): Position {
    const { line, character } = this.#document.positionAt(offset);
    return new Position(line, character);
  }

  async save(): Promise<boolean> {
    await writeFile(this.uri.fsPath, this.text);
    this.isDirty = false;
    return true;
  }

  apply(edits: readonly TextEdit[]): void {
    this.text = TextDocument.applyEdits(this.#document, [...edits]);
    this.version++;
    this.isDirty = true;
  }

  get #document(): TextDocument {
    return TextDocument.create(this.uri.toString(), this.languageId, this.version, this.text);
  }
}

export class Documents {
  readonly opened = new EventEmitter<Document>();
  readonly changed = new EventEmitter<{ readonly document: Document }>();
  readonly renamed = new EventEmitter<{ readonly files: readonly { readonly oldUri: URI; readonly newUri: URI }[] }>();
  readonly providers = new Map<string, (uri: URI) => Promise<string>>();
  readonly #open = new Map<string, Document>();

  get all(): readonly Document[] {
    return [...this.#open.values()];
  }

  /** Rejects if there is no such file. */
  async open(uri: URI): Promise<Document> {
    const open = this.#open.get(uri.toString());
    if (open) return open;
    const text = await this.read(uri);
    if (text === undefined) throw new Error(`Nobody provides ${uri.toString()}.`);
    return this.#add(new Document(uri, languages[extname(uri.path)] ?? "plaintext", text));
  }

  /** The text of a file, or from the provider of documents with its scheme. */
  async read(uri: URI): Promise<string | undefined> {
    return uri.scheme === "file" ? readFile(uri.fsPath, "utf8") : this.providers.get(uri.scheme)?.(uri);
  }

  untitled(languageId: string, text: string): Document {
    return this.#add(new Document(URI.from({ scheme: "untitled", path: `Untitled-${this.#open.size + 1}` }), languageId, text));
  }

  /** What the user types, or an edit does. */
  edit(document: Document, edits: readonly TextEdit[]): void {
    document.apply(edits);
    this.changed.fire({ document });
  }

  /** An open document without edits of its own gets the present text of its file or provider. */
  async reload(uri: URI): Promise<void> {
    const document = this.#open.get(uri.toString());
    const isThere = uri.scheme !== "file" || existsSync(uri.fsPath);
    const text = document?.isDirty === false && isThere ? await this.read(uri) : undefined;
    if (!document || text === undefined || text === document.text) return;
    document.text = text;
    document.version++;
    this.changed.fire({ document });
  }

  /** Applies an edit of several files, with renames, in the given order. */
  async apply({ changes = {}, documentChanges = [] }: WorkspaceEdit): Promise<void> {
    for (const [uri, edits] of Object.entries(changes)) this.edit(await this.open(URI.parse(uri)), edits);
    for (const change of documentChanges) {
      if ("edits" in change) this.edit(await this.open(URI.parse(change.textDocument.uri)), change.edits as readonly TextEdit[]);
      else if (change.kind === "rename") await this.#rename(URI.parse(change.oldUri), URI.parse(change.newUri));
    }
  }

  async #rename(oldUri: URI, newUri: URI): Promise<void> {
    if (existsSync(newUri.fsPath)) throw new Error(`${newUri.fsPath} is there already.`);
    const open = this.#open.get(oldUri.toString());
    await rename(oldUri.fsPath, newUri.fsPath);
    if (open) {
      this.#open.delete(oldUri.toString());
      Object.assign(this.#add(new Document(newUri, open.languageId, open.text)), { isDirty: open.isDirty });
    }
    this.renamed.fire({ files: [{ oldUri, newUri }] });
  }

  #add(document: Document): Document {
    this.#open.set(document.uri.toString(), document);
    this.opened.fire(document);
    return document;
  }
}
