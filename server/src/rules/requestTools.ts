/** The tools that a request offers. */
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
  /** The path of the list, or of the object that would contain it. */
  readonly path: JsonPath;
  /** False if the conversation continues one that the request does not show, which may have offered others. */
  readonly isAll: boolean;
}

/** Fields that name the conversation that a request continues. */
const continues = ["previous_response_id", "conversation"];

/** undefined if it cannot be told: no readable request, an empty one, a tool of unknown kind, or tools from a stored prompt or an earlier answer. */
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

/** Hosted tools have no name, and the client never runs them. */
function isNamed(tool: RequestTool): tool is OfferedTool {
  return tool.name !== undefined;
}
