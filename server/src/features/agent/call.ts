/** Answers a tool call of an agent; errors are answers too. */
import * as z from "zod/mini";
import { messageOf } from "../../errors";
import { logFailure } from "../../log";
import type { Services } from "../services";
import { asText, safeAnswer, visible } from "./answer";
import { maskSecrets } from "../../rules/secrets/mask";
import { isObject } from "../../recording/json";
import { ToolError, type Answer, type Tool } from "./tool";

export type Called =
  | { readonly kind: "answer"; readonly answer: Answer; readonly text: string }
  /** A sentence for the agent. */
  | { readonly kind: "error"; readonly text: string };

/** `input` is the agent's and may be anything. Never rejects. */
export async function callTool(services: Services, { name, input: schema, answer }: Tool, input: unknown): Promise<Called> {
  const given = z.strictObject(schema.shape).safeParse(input ?? {});
  if (!given.success) return refused(problemWith(given.error, schema.shape, input));
  try {
    const safe = safeAnswer(await answer(services, given.data as never));
    return { kind: "answer", answer: safe, text: asText(safe) };
  } catch (error) {
    if (!(error instanceof ToolError)) logFailure(`The tool ${name}`, error);
    return error instanceof ToolError ? told(error) : refused(`This failed in Tapedeck itself: ${messageOf(error)}`);
  }
}

function told({ message, names }: ToolError): Called {
  const sentence = refused(message);
  return names.length === 0 ? sentence : { ...sentence, text: asText(safeAnswer({ names, hint: sentence.text })) };
}

const refused = (sentence: string): Called => ({ kind: "error", text: visible(maskSecrets(sentence)).slice(0, 2_000) });

/** Names the parameters that the tool takes, so that the next call can be right. */
function problemWith({ issues: [issue] }: z.core.$ZodError, shape: object, input: unknown): string {
  const taken = `This tool takes: ${Object.keys(shape).join(", ")}.`;
  if (issue?.code === "unrecognized_keys") return `There is no parameter ${issue.keys.join(", ")}. ${taken}`;
  const [name, ...rest] = issue?.path.map(String) ?? [];
  if (name === undefined) return `The parameters are not what this tool takes. ${taken}`;
  if (isObject(input) && !Object.hasOwn(input, name)) return `The parameter ${name} is missing. ${taken}`;
  return `The parameter ${[name, ...rest].join(".")} has a wrong type or value. ${taken}`;
}
