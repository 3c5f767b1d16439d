/** Parts from which the inputs are made. */
import { deltaChunk } from "../recordings";
import { message, outputText, responseEvents, responseRecording } from "../responseStream";
import type { Data } from "../wire";

/** A call of the tool. */
export const lookUp = (given: unknown, index = 0) => ({
  index,
  id: "c1",
  type: "function",
  function: { name: "look_up", arguments: given },
});
/** The request offers the tool. */
export const offered = { body: { tools: [{ type: "function", function: { name: "look_up" } }] } };
/** A chunk with a complete call. */
export const callChunk = (given: unknown, index?: number) => deltaChunk({ tool_calls: [lookUp(given, index)] });
/** A recording of a response's events. */
export const responses = (events: readonly Data[], body: Data = {}) => responseRecording(events as never, { body });
/** A valid response. */
export const sound = responseEvents([message("m1", outputText("Warm today"))]);
