/** Streamed runs of OpenAI's assistants; stored ones are ordinary objects. */
import * as z from "zod/mini";
import { listOf, objectOf, stringOf, type JsonObject } from "../json";
import { fields, type KnownFields } from "./also";
import { textFamily } from "./textFamily";

export const openaiAssistants = textFamily({
  id: "openai.assistants",
  title: "Run of an assistant",
  lacksEnd: "the run never ends",
  // Clients use the names of events; most of the data has no type.
  readsAnyLine: true,
  failureWords: {
    failed: "the run failed",
    cancelled: "the run was cancelled",
    expired: "the run took too long",
    incomplete: "the run was cut off",
  },
  line: /^event: ?thread\./,
  looks: (data) => data.object === "thread.message.delta" || data.object === "thread.run.step.delta",
  pieces: (data) => {
    if (data.object === "thread.run" && ends.has(stringOf(data.status) ?? "")) return [{ finish: data.status }];
    if (data.object !== "thread.message.delta") return [];
    return listOf(objectOf(data.delta).content).map((part) => ({ text: objectOf(objectOf(part).text).value }));
  },
  schema: z.object({}),
  known: knownOf,
});

const ends = new Set(["completed", "requires_action", "failed", "cancelled", "expired", "incomplete"]);

/** Runs, steps and messages are sent again with every change; required actions and errors are shown next to the answer. */
function knownOf(data: JsonObject): KnownFields {
  if (data.object === "thread.message.delta") {
    const text = fields("string", "value");
    return { ...fields(true, "id", "object"), delta: { content: { ...fields(true, "index", "type"), text } } };
  }
  if (data.object === "thread.run.step.delta") return fields(true, "id", "object");
  return fields(true, ...Object.keys(data).filter((name) => name !== "required_action" && name !== "last_error"));
}
