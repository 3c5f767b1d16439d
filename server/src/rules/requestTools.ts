/** The tools that an answer may call. */
import type { JsonPath } from "../recording/document";
import { isObject } from "../recording/json";
import type { Recording } from "../recording/recording";
import { bodyOf } from "../recording/request";
import { functionsOf, toolsOf, type RequestTool } from "../recording/requestTools";

export interface OfferedTool extends RequestTool {
  readonly name: string;
}

export interface Offer {
  readonly tools: readonly OfferedTool[];
  /** The list, or what would hold it. */
  readonly path: JsonPath;
}

/** undefined where nobody can say: no readable request, an empty one, a tool of an unknown kind, or tools that a stored prompt or an earlier answer brings. */
export function offeredTools({ request }: Recording): Offer | undefined {
  const body = bodyOf(request);
  const offered = toolsOf(request);
  if (body === undefined || offered === undefined || Object.keys(body).length === 0) return undefined;
  if (body.prompt_id !== undefined || isObject(body.prompt) || body.previous_interaction_id !== undefined) return undefined;
  if (!offered.isWhole || offered.tools.some(({ runBy }) => runBy === "unknown")) return undefined;
  return { tools: [...offered.tools, ...functionsOf(request)].filter(isNamed), path: offered.path };
}

/** A hosted tool has no name, and the client never runs it. */
function isNamed(tool: RequestTool): tool is OfferedTool {
  return tool.name !== undefined;
}
