/** A view of the workspace with changes applied that nobody has made yet. */
import type { TextDocument } from "vscode-languageserver-textdocument";
import { Documents } from "../../index/documents";
import type { Services } from "../services";

class Overlay extends Documents {
  constructor(private readonly below: Documents) {
    super(() => [], below.formats);
    this.testOf = (uri) => below.testOf(uri);
    this.known = (document) => below.known(document);
  }

  override open(document: TextDocument): void {
    this.overlaid.set(document.uri, document);
  }

  override isOpen(uri: string): boolean {
    return this.overlaid.has(uri) || this.below.isOpen(uri);
  }

  override getOpen(uri: string): TextDocument | undefined {
    return this.overlaid.get(uri) ?? this.below.getOpen(uri);
  }

  override async get(uri: string): Promise<TextDocument | undefined> {
    return this.overlaid.get(uri) ?? this.below.get(uri);
  }

  private readonly overlaid = new Map<string, TextDocument>();
}

/** The same services, with documents that can be replaced by opening others. */
export function overlaid({ workspace, client }: Services): Services {
  const documents = new Overlay(workspace.documents);
  const get = (target: typeof workspace, name: string | symbol): unknown => {
    if (name === "documents") return documents;
    const value: unknown = Reflect.get(target, name, target);
    return typeof value === "function" ? (value.bind(target) as unknown) : value;
  };
  return { client, workspace: new Proxy(workspace, { get }) };
}
