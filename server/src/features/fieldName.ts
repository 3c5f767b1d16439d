/** Names of a request's fields for users, the same in every command and message. */
import { pathText } from "../recording/difference";
import { stepsOf } from "../recording/jsonPath";

/**
 * `messages[0].content` for a field of the body, `endpoint` for another part of the request; `body` for all of it. The pointer starts at the request.
 */
export function fieldName(pointer: string): string {
  const steps = stepsOf(pointer).map((step) => (/^(?:0|[1-9]\d*)$/.test(step) ? Number(step) : step));
  return pathText(steps[0] === "body" && steps.length > 1 ? steps.slice(1) : steps);
}
