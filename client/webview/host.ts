/** The extension's side, as the page sees it. */
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

/** What was remembered before the page was hidden or the window reloaded; undefined on the first time. */
export const remembered = (): PageState | undefined => api.getState();

export const remember = (state: PageState | ComparisonState): void => api.setState(state);

/** Calls `listener` with each message of the extension to a stream view. Messages of any other form are not ours. */
export const listen = (listener: (message: MessageToPage) => void): void =>
  onMessage(new Set<MessageToPage["kind"]>(["state", "error", "selectChunk", "fixes"]), listener);

/** The same for a comparison. */
export const listenToComparison = (listener: (message: ComparisonMessage) => void): void =>
  onMessage(new Set<ComparisonMessage["kind"]>(["comparison", "error"]), listener);

/** Milliseconds that the first content waits for a font that does not come. */
const patience = 2_000;

/** The font of the icons is there, so that nothing is drawn with squares in their places; or it does not come. */
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
