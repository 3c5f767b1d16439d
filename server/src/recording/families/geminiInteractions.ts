/** Gemini interactions, whole or streamed, in both generations: `content.*` … `interaction.complete`, and `step.*` … `interaction.completed`. */
import { isObject, stringOf } from "../json";
import type { Chunk } from "../recording";
import { declaredProblems, objectIn, readDeclared } from "./declared";
import type { Family } from "./family";
import { geminiCredentials } from "./geminiCredentials";
import { interactionFailures } from "./geminiFailures";
import { interactionFields } from "./geminiInteractionsFields";
import { InteractionsReader } from "./geminiInteractionsReader";
import { interactionSchemas } from "./geminiInteractionsSchema";

export const geminiInteractions: Family = {
  id: "gemini.interactions",
  title: "Gemini interaction",
  credentials: geminiCredentials,
  failureWords: interactionFailures,
  endpoint: (path) => /\/interactions(?:\/[^/]+)?$/.test(path),
  recognises,
  validate: (chunk) => {
    const data = objectIn(chunk);
    const schema = interactionSchemas.get(data?.object === "interaction" ? "interaction" : (stringOf(data?.event_type) ?? ""));
    return schema === undefined ? [] : declaredProblems(schema, chunk, "so a Gemini client cannot read the answer");
  },
  read: (recording, unsound) =>
    readDeclared("gemini.interactions", recording, unsound, new InteractionsReader(), interactionFields),
};

const eventLines = /^event: ?(?:interaction|content|step)\.|^data: ?\{[^\n]*"event_type": ?"(?:interaction|content|step)\./m;

function recognises({ data }: Chunk): boolean {
  if (typeof data === "string") return eventLines.test(data);
  if (!isObject(data)) return false;
  return data.object === "interaction" || /^(interaction|content|step)\./.test(stringOf(data.event_type) ?? "");
}
