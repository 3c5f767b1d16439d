/** The tools that an answer may call. */
import type { JsonPath } from "../recording/document";
import { isObject } from "../recording/json";
import type { Recording } from "../recording/recording";
import { bodyOf } from "../recording/request";
import { functionsOf, toolsAdded, toolsOf, type RequestTool } from "../recording/requestTools";

export interface OfferedTool extends RequestTool {
  readonly name: string;
}

export interface Offer {
  readonly tools: readonly OfferedTool[];
  /** The list, or what would hold it. */
  readonly path: JsonPath;
  /** False where the conversation goes on from one that the request does not show, and that may have brought others. */
  readonly isAll: boolean;
}

/** What names the conversation that a request goes on with. */
const continues = ["previous_response_id", "conversation"];

/** undefined where nobody can say: no readable request, an empty one, a tool of an unknown kind, or tools that a stored prompt or an earlier answer brings. */
export function offeredTools({ request }: Recording): Offer | undefined {
  const body = bodyOf(request);
  const offered = toolsOf(request);
  if (body === undefined || offered === undefined || Object.keys(body).length === 0) return undefined;
  if (body.prompt_id !== undefined || isObject(body.prompt) || body.previous_interaction_id !== undefined) return undefined;
  const added = toolsAdded(request);
  if (!offered.isWhole || [...offered.tools, ...added].some(({ runBy }) => runBy === "unknown")) return undefined;
  const tools = [...offered.tools, ...functionsOf(request), ...added].filter(isNamed);
  return { tools, path: offered.path, isAll: !continues.some((name) => isGiven(body[name])) };
}

const isGiven = (value: unknown): boolean => value !== undefined && value !== null;

/** A hosted tool has no name, and the client never runs it. */
function isNamed(tool: RequestTool): tool is OfferedTool {
  return tool.name !== undefined;
}
