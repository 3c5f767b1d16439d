/** The connection to a client, over any transport. */
import {
  combineFeatures,
  createConnection,
  ProposedFeatures,
  type Connection,
  type MessageReader,
  type MessageWriter,
  type RemoteConsole,
} from "vscode-languageserver/node";
import { remember } from "../log";
import { maskSecrets } from "../rules/secrets/mask";
import { ignoreDisconnect } from "./send";

/** Without a transport, uses the one that the process's arguments name (`--stdio`, `--node-ipc`). */
export function createServerConnection(transport?: {
  readonly reader: MessageReader;
  readonly writer: MessageWriter;
}): Connection {
  const features = combineFeatures(ProposedFeatures.all, { __brand: "features", console: safeConsole });
  return transport ? createConnection(features, transport.reader, transport.writer) : createConnection(features);
}

/**
 * A console that masks credentials, and is silent once the client has disconnected: the library also logs failures of its own handlers, which would
 * then end in an unhandled rejection.
 */
function safeConsole(Console: new () => RemoteConsole): new () => RemoteConsole {
  return class extends Console {
    override error(message: string): void {
      ignoreDisconnect(() => super.error(maskSecrets(message)));
    }
    override warn(message: string): void {
      remember(message);
      ignoreDisconnect(() => super.warn(maskSecrets(message)));
    }
    override info(message: string): void {
      remember(message);
      ignoreDisconnect(() => super.info(maskSecrets(message)));
    }
    override log(message: string): void {
      remember(message);
      ignoreDisconnect(() => super.log(maskSecrets(message)));
    }
    override debug(message: string): void {
      remember(message);
      ignoreDisconnect(() => super.debug(maskSecrets(message)));
    }
  };
}
