/** A view of the workspace with changes applied that nobody has made yet. */
import type { TextDocument } from "vscode-languageserver-textdocument";
import { Documents } from "../../index/documents";
import type { Services } from "../services";
import type { MovedTests } from "./movedTests";

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

/** The same services, with documents that can be replaced by opening others, and with recordings moved to other tests. */
export function overlaid({ workspace, client }: Services, moved: MovedTests): Services {
  const { findings } = workspace;
  const of: typeof findings.sources.of = (uri, testId) => findings.sources.of(uri, testId, moved.isOfAnother);
  const sources = having(findings.sources, { of });
  const documents = new Overlay(workspace.documents);
  return { client, workspace: having(workspace, { documents, findings: having(findings, { sources }) }) };
}

/** An object with some of its members replaced. */
function having<T extends object>(object: T, others: Partial<T>): T {
  const get = (target: T, name: string | symbol): unknown => {
    if (name in others) return Reflect.get(others, name);
    const value: unknown = Reflect.get(target, name, target);
    return typeof value === "function" ? (value.bind(target) as unknown) : value;
  };
  return new Proxy(object, { get });
}
