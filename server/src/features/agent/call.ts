/** Answers a tool call of an agent; errors are answers too. */
import * as z from "zod/mini";
import { messageOf } from "../../errors";
import { logFailure } from "../../log";
import type { Services } from "../services";
import { asText, safeAnswer, visible } from "./answer";
import { maskSecrets } from "../../rules/secrets/mask";
import { ToolError, type Answer, type Tool } from "./tool";

export type Called =
  | { readonly kind: "answer"; readonly answer: Answer; readonly text: string }
  /** A sentence for the agent. */
  | { readonly kind: "error"; readonly text: string };

/** `input` is the agent's and may be anything. Never rejects. */
export async function callTool(services: Services, { name, input: schema, answer }: Tool, input: unknown): Promise<Called> {
  const given = z.strictObject(schema.shape).safeParse(input ?? {});
  if (!given.success) return refused(problemWith(given.error));
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

function problemWith({ issues: [issue] }: z.core.$ZodError): string {
  if (issue?.code === "unrecognized_keys") return `There is no parameter ${issue.keys.join(", ")}.`;
  const place = issue?.path.map(String).join(".") ?? "";
  return place === "" ? "The parameters are not what this tool takes." : `The parameter ${place} is not what this tool takes.`;
}
