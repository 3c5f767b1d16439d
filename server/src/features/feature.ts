/** A feature of the server: its capabilities and handlers. `features.ts` lists them all. */
import type { Connection, ServerCapabilities } from "vscode-languageserver/node";
import type { Guard } from "./guard";
import type { Pulled } from "./pulled";
import type { ClientFeatures, Services } from "./services";

export interface Feature {
  /** What it adds to the server's capabilities for this client; absent if there is nothing to announce. */
  readonly capabilities?: (client: ClientFeatures) => ServerCapabilities;
  /** Registers its handlers, each guarded, before the client says anything. */
  register(context: FeatureContext): void;
}

export interface FeatureContext {
  readonly connection: Connection;
  readonly services: Services;
  /** Makes handlers that validate their parameters and never throw. */
  readonly guard: Guard;
  /** Workspace diagnostics requests that are waiting for changes. */
  readonly pulled: Pulled;
}
