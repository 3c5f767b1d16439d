/** The connection to a client, over whatever transport. */
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

/** Over this transport; without one, over what the process's arguments say (`--stdio`, `--node-ipc`). */
export function createServerConnection(transport?: {
  readonly reader: MessageReader;
  readonly writer: MessageWriter;
}): Connection {
  const features = combineFeatures(ProposedFeatures.all, { __brand: "features", console: safeConsole });
  return transport ? createConnection(features, transport.reader, transport.writer) : createConnection(features);
}

/**
 * A log without credentials, silent when the client has gone. The library logs too, in handlers of its own failures: after the client has gone that would be a
 * rejection which nobody handles.
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
