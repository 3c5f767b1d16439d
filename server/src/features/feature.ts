/** A feature as the server sees it: what it offers a client, and who answers. `features.ts` lists them. */
import type { Connection, ServerCapabilities } from "vscode-languageserver/node";
import type { Guard } from "./guard";
import type { Pulled } from "./pulled";
import type { ClientFeatures, Services } from "./services";

export interface Feature {
  /** What it adds to the server's capabilities for this client; absent for what no client is told. */
  readonly capabilities?: (client: ClientFeatures) => ServerCapabilities;
  /** Before the client says anything: its handlers, each guarded. */
  register(context: FeatureContext): void;
}

export interface FeatureContext {
  readonly connection: Connection;
  readonly services: Services;
  /** Makes handlers that validate their parameters and never throw. */
  readonly guard: Guard;
  /** What workspace diagnostics wait for. */
  readonly pulled: Pulled;
}
