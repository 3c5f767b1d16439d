/** The extension's side, as the page sees it. */
import type { MessageFromPage, MessageToPage, PageState } from "../src/streamView/messages";

interface VsCodeApi {
  postMessage(message: MessageFromPage): void;
  getState(): PageState | undefined;
  setState(state: PageState): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

const api = acquireVsCodeApi();

export const send = (message: MessageFromPage): void => api.postMessage(message);

/** What was remembered before the page was hidden or the window reloaded; undefined on the first time. */
export const remembered = (): PageState | undefined => api.getState();

export const remember = (state: PageState): void => api.setState(state);

/** Calls `listener` with each message of the extension. Messages of any other form are not ours. */
export function listen(listener: (message: MessageToPage) => void): void {
  window.addEventListener("message", ({ data }: MessageEvent<unknown>) => {
    if (isMessage(data)) listener(data);
  });
}

const kinds: ReadonlySet<unknown> = new Set<MessageToPage["kind"]>(["state", "error", "selectChunk"]);

const isMessage = (data: unknown): data is MessageToPage =>
  typeof data === "object" && data !== null && "kind" in data && kinds.has(data.kind);
