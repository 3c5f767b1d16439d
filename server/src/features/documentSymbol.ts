/** The outline of a recording: the request with its messages and tools, and every chunk of the answer. */
import type { TextDocument } from "vscode-languageserver-textdocument";
import { SymbolKind, type DocumentSymbol, type Range, type SymbolInformation } from "vscode-languageserver-types";
import { rangeIn } from "../index/positions";
import type { BodyOf } from "../protocol";
import type { JsonPath } from "../recording/document";
import { compactJson, listOf, oneLine, shorten } from "../recording/json";
import type { RecordingInDocument } from "../recording/recordingDocument";
import { bodyOf, messagesOf, modelAsked } from "../recording/request";
import type { Feature } from "./feature";
import { writtenId } from "../pytest/writtenId";
import { aboutDocument } from "./params";
import type { Services } from "./services";

const maxLabel = 60;

export const documentSymbolFeature: Feature = {
  capabilities: () => ({ documentSymbolProvider: true }),
  register({ connection, services, guard }) {
    connection.onDocumentSymbol(guard.document("Outline", aboutDocument, (document) => documentSymbols(services, document)));
  },
};

export function documentSymbols(
  { workspace, client }: Services,
  document: TextDocument,
): DocumentSymbol[] | SymbolInformation[] | null {
  if (!workspace.showsRecording(document)) return null;
  const { recordings } = workspace.documents.masked(document);
  const [alone] = recordings;
  const isWhole = alone.path.length === 0;
  const body = workspace.documents.bodyIn(document)?.body;
  const symbols = body
    ? new Outline(alone, document).inside(body.of)
    : isWhole
      ? new Outline(alone, document).symbols()
      : recordings.map((each) => new Outline(each, document).whole());
  return client.symbolTree ? symbols : flat(symbols, document.uri);
}

class Outline {
  readonly #file: RecordingInDocument;
  readonly #document: TextDocument;

  constructor(file: RecordingInDocument, document: TextDocument) {
    this.#file = file;
    this.#document = document;
  }

  symbols(): DocumentSymbol[] {
    const { recording } = this.#file;
    if (!recording) return [];
    const { testId, testIdPath } = recording;
    const test = testId !== undefined && testIdPath ? [this.#symbol(writtenId(testId), "", SymbolKind.Method, testIdPath)] : [];
    return [...test, ...this.#request(), ...this.#response()];
  }

  /** One of several in a file: "#3 tests/test_a.py::test_f", with its content. */
  whole(): DocumentSymbol {
    const { path, index, recording, testId } = this.#file;
    const detail = modelAsked(recording?.request) ?? "";
    return {
      ...this.#symbol(`#${index} ${testId === undefined ? "recording" : writtenId(testId)}`, detail, SymbolKind.Object, path),
      children: this.symbols(),
    };
  }

  /** The symbols in one of its bodies. */
  inside(of: BodyOf): DocumentSymbol[] {
    const [whole] = of === "request" ? this.#request() : this.#response();
    return whole?.children ?? [];
  }

  #request(): DocumentSymbol[] {
    const request = this.#file.recording?.request;
    if (request === undefined) return [];
    const { path } = request;
    const endpoint = request.kind === "inference" ? request.endpoint : request.kind === "http" ? request.url : "";
    const detail = [endpoint, modelAsked(request) ?? ""].filter((text) => text !== "").join(" · ");
    const messages = messagesOf(request);
    const { tools } = bodyOf(request) ?? {};
    const children = [
      ...(messages ? this.#list(messages.path, messages.name, messages.messages, SymbolKind.String, messageLabel) : []),
      ...this.#list([...request.bodyPath, "tools"], "tools", listOf(tools), SymbolKind.Function, toolLabel),
    ];
    return [{ ...this.#symbol("request", detail, SymbolKind.Interface, path), children }];
  }

  #list(
    path: JsonPath,
    name: string,
    values: readonly unknown[],
    kind: SymbolKind,
    label: (value: unknown) => string,
  ): DocumentSymbol[] {
    if (values.length === 0) return [];
    const children = values.map((value, index) => this.#symbol(`#${index + 1} ${label(value)}`, "", kind, [...path, index]));
    return [{ ...this.#symbol(name, String(values.length), SymbolKind.Array, path), children }];
  }

  #response(): DocumentSymbol[] {
    const { recording, reassembled } = this.#file;
    if (recording?.parts.has("response") !== true) return [];
    const children = recording.chunks.map((chunk) => {
      const note = reassembled.notes[chunk.index];
      const label = note ? `${note.kind} ${quote(note.adds)}` : (chunk.type ?? "");
      return this.#symbol(`#${chunk.index + 1} ${label}`, "", SymbolKind.Event, chunk.path);
    });
    const finish = reassembled.choices.flatMap(({ finishReason }) => finishReason?.value ?? []).join(", ");
    return [{ ...this.#symbol("response", finish, SymbolKind.Interface, recording.response.path), children }];
  }

  #symbol(name: string, detail: string, kind: SymbolKind, path: JsonPath): DocumentSymbol {
    const range: Range = rangeIn(this.#document, this.#file.document.source.rangeOf({ path }));
    // LSP forbids empty names.
    return { name: oneRow(name) || "?", detail: oneRow(detail), kind, range, selectionRange: range };
  }
}

function oneRow(text: string): string {
  return shorten(oneLine(text), maxLabel * 2);
}

function messageLabel(message: unknown): string {
  const role = property(message, "role") ?? property(message, "type");
  const content = property(message, "content") ?? property(message, "parts");
  const text = typeof content === "string" ? content : content === undefined ? "" : compactJson(content, maxLabel);
  return `${isString(role) ? role : "message"} ${quote(text)}`;
}

function toolLabel(tool: unknown): string {
  const name = property(property(tool, "function"), "name") ?? property(tool, "name");
  return isString(name) ? name : "tool";
}

function quote(text: string): string {
  return text === "" ? "" : JSON.stringify(shorten(text, maxLabel));
}

function isString(value: unknown): value is string {
  return typeof value === "string";
}

function property(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

function flat(symbols: readonly DocumentSymbol[], uri: string, containerName?: string): SymbolInformation[] {
  return symbols.flatMap(({ name, kind, range, children }) => {
    const symbol = { name, kind, location: { uri, range }, ...(containerName === undefined ? {} : { containerName }) };
    return [symbol, ...flat(children ?? [], uri, name)];
  });
}
