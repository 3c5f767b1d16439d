/** What a client is offered: what all features say together, by what it can. */
import { expect, test } from "vitest";
import { clientSupport, noSupport, serverCapabilities } from "../../../server/src/connection/capabilities";

const forAll = {
  textDocumentSync: { openClose: true, change: 2 },
  hoverProvider: true,
  codeLensProvider: { resolveProvider: true },
  inlayHintProvider: { resolveProvider: true },
  definitionProvider: true,
  referencesProvider: true,
  documentSymbolProvider: true,
  workspaceSymbolProvider: true,
  documentLinkProvider: {},
  workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
};

test("A client that says nothing of itself is offered what every client can have", () => {
  expect(serverCapabilities(noSupport, "1.2.3")).toEqual({
    serverInfo: { name: "tapedeck", version: "1.2.3" },
    capabilities: forAll,
  });
});

test("Quick fixes and pulled diagnostics are for clients that know them", () => {
  const codeAction = { codeActionLiteralSupport: { codeActionKind: { valueSet: [] } } };
  const codeActionKinds = ["quickfix", "refactor.rewrite", "source.fixAll.tapedeck"];
  const older = clientSupport({ capabilities: { textDocument: { codeAction } } });
  expect(serverCapabilities(older, "1").capabilities).toEqual({
    ...forAll,
    codeActionProvider: { codeActionKinds, resolveProvider: false },
  });
  const resolving = { ...codeAction, resolveSupport: { properties: ["edit"] } };
  const full = clientSupport({ capabilities: { textDocument: { codeAction: resolving, diagnostic: {} } } });
  expect(serverCapabilities(full, "1").capabilities).toEqual({
    ...forAll,
    codeActionProvider: { codeActionKinds, resolveProvider: true },
    diagnosticProvider: { identifier: "tapedeck", interFileDependencies: true, workspaceDiagnostics: true },
  });
});
