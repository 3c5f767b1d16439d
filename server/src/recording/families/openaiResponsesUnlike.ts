/** Where clients read a response's events differently, and neither is wrong. */
import type { Disagreement } from "../reassembled";
import type { StreamEvent } from "./facts/events";
import type { OutputItem } from "./openaiResponsesItem";

const [python, node] = ["openai-python", "openai-node"];

export function unknownToNode({ type, chunk }: StreamEvent): Disagreement {
  const readings = [
    { client: python, sees: "nothing of it that changes the answer" },
    { client: node, sees: "an error, as it does not know this event" },
  ];
  return { what: `\`${type}\``, chunk, readings };
}

/** Whether openai-node adds an event of this type even to a complete response. */
export const changesAfterEnd = (type: string): boolean =>
  type.endsWith(".delta") || ["response.created", "response.queued", "response.in_progress"].includes(type);

export function afterEnd({ type, chunk }: StreamEvent): Disagreement {
  const readings = [
    { client: python, sees: "nothing of it, as the response is complete" },
    { client: node, sees: "an event that changes the response once more" },
  ];
  return { what: `\`${type}\``, chunk, readings };
}

export function withoutOutput({ chunk }: StreamEvent, items: readonly OutputItem[]): Disagreement {
  const readings = [
    { client: "who reads the events", sees: items.map(({ type }) => type).join(", ") },
    { client: "who waits for the final response", sees: "no output, as its `output` is empty" },
  ];
  return { what: "output", chunk, readings };
}

export function withoutFinal({ chunk }: StreamEvent): Disagreement {
  const readings = [
    { client: python, sees: "an error, as no `response.completed` came" },
    { client: node, sees: "the response as far as it came" },
  ];
  return { what: "final response", chunk, readings };
}
