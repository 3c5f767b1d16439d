/** The connection of the page to the extension. */
import type { ComparisonMessage, ComparisonState, ComparisonRequest } from "../src/compare/messages";
import type { MessageFromPage, MessageToPage, PageState } from "../src/streamView/messages";

interface VsCodeApi {
  postMessage(message: MessageFromPage | ComparisonRequest): void;
  getState(): PageState | undefined;
  setState(state: PageState | ComparisonState): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

const api = acquireVsCodeApi();

export const send = (message: MessageFromPage | ComparisonRequest): void => api.postMessage(message);

/** The state from before the page was hidden or the window reloaded; undefined at first. */
export const remembered = (): PageState | undefined => api.getState();

export const remember = (state: PageState | ComparisonState): void => api.setState(state);

/** Calls `listener` with each message to a stream view. Ignores messages in any other form. */
export const listen = (listener: (message: MessageToPage) => void): void =>
  onMessage(new Set<MessageToPage["kind"]>(["state", "error", "selectChunk", "fixes"]), listener);

/** Calls `listener` with each message to a comparison. Ignores messages in any other form. */
export const listenToComparison = (listener: (message: ComparisonMessage) => void): void =>
  onMessage(new Set<ComparisonMessage["kind"]>(["comparison", "error"]), listener);

/** Milliseconds to wait for the icon font before showing the first content. */
const patience = 2_000;

/** Resolves when the icon font is loaded, so that no squares are shown in its place, or does not arrive. */
const iconsLoaded: Promise<unknown> = Promise.race([
  document.fonts.load("16px codicon").catch(() => undefined),
  new Promise((resolve) => setTimeout(resolve, patience)),
]);

function onMessage<M extends { readonly kind: string }>(kinds: ReadonlySet<M["kind"]>, listener: (message: M) => void): void {
  const isOurs = (data: unknown): data is M =>
    typeof data === "object" && data !== null && "kind" in data && typeof data.kind === "string" && kinds.has(data.kind);
  window.addEventListener("message", ({ data }: MessageEvent<unknown>) => {
    if (isOurs(data)) void iconsLoaded.then(() => listener(data));
  });
}
