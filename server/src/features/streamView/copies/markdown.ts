/** A recording as a Markdown document, for a bug report or a review. */
import type { Choice, StreamView, VectorFacts, ViewMessage } from "../../../protocol";
import { alsoLines, type AlsoLine } from "../../alsoSaid";
import { block, code, inline, joined, prose, type Markdown } from "../../markdown";

/** The document, ending with a line break. Recorded text is in code, in which GitHub does not link mentions and issues. */
export function asMarkdown(view: StreamView): Markdown {
  const { answer } = view;
  const blocks = [
    prose`# ${code(view.testId?.split("::").at(-1) ?? view.fileName)}`,
    facts(view),
    prose`## Request`,
    ...view.messages.flatMap(message),
    ...(view.tools.length > 0
      ? [
          prose`Tools: ${joined(
            view.tools.map(({ name }) => code(name)),
            ", ",
          )}`,
        ]
      : []),
    prose`## Response`,
    ...answer.choices.flatMap((choice) => choiceBlocks(choice, answer.choices.length > 1)),
    ...(answer.error ? failure(answer.error) : []),
    ...(view.body === null ? [] : [block(view.body, "")]),
    ...result(view),
    ...(answer.also.length > 0 ? [prose`Also:`, lines(alsoLines(answer.also).map(alsoLine))] : []),
  ];
  return prose`${joined(blocks, "\n\n")}\n`;
}

function failure({ type, status, message }: NonNullable<StreamView["answer"]["error"]>): readonly Markdown[] {
  const facts = [...(type === null ? [] : [code(type)]), ...(status === null ? [] : [prose`${status}`])];
  return [joined([prose`**Error**`, ...facts], " "), block(message, "")];
}

function facts(view: StreamView): Markdown {
  const { answer } = view;
  const said: readonly (readonly [string, string | null])[] = [
    ["Test", view.testId],
    ["File", view.fileName],
    ["Kind", view.familyTitle],
    ["Endpoint", view.endpoint],
    ["Model asked", view.modelAsked],
    ["Model answered", answer.model],
    ["Chunks", answer.streaming ? String(answer.notes.length) : null],
    ["Tokens", tokens(view)],
  ];
  const known = said.flatMap(([name, value]) =>
    value === null || value === "" ? [] : [prose`- ${inline(name)}: ${code(value)}`],
  );
  return lines(known);
}

function tokens({ answer: { usage } }: StreamView): string | null {
  if (!usage) return null;
  const counts = [usage.inputTokens, usage.outputTokens, usage.totalTokens].map((count) =>
    count === null ? "?" : String(count),
  );
  return `${counts[0] ?? "?"} in, ${counts[1] ?? "?"} out, ${counts[2] ?? "?"} total`;
}

function message({ role, text, toolCallId, toolCalls, images, also }: ViewMessage): readonly Markdown[] {
  return [
    toolCallId === undefined ? prose`### ${word(role)}` : prose`### ${word(role)} (answers ${code(toolCallId)})`,
    ...(text === "" ? [] : [block(text, "")]),
    ...(images?.length ? [prose`_${images.length} inline ${images.length === 1 ? prose`image` : prose`images`}_`] : []),
    ...toolCalls.flatMap((call) => callBlocks(call.name, call.id, call.arguments)),
    ...(also?.length ? [lines(also.map(({ name, value }) => prose`- ${code(name)}: ${code(value)}`))] : []),
  ];
}

function choiceBlocks(
  { index, role, content, reasoning, refusal, toolCalls, finishReason }: Choice,
  isOneOfSeveral: boolean,
): readonly Markdown[] {
  const part = (name: Markdown, text: string | undefined) => (text ? [joined([name, block(text, "")], "\n\n")] : []);
  return [
    isOneOfSeveral ? prose`### ${word(role ?? "assistant")}, choice ${index}` : prose`### ${word(role ?? "assistant")}`,
    ...part(prose`Reasoning:`, reasoning?.text),
    ...part(prose``, content?.text),
    ...part(prose`Refusal:`, refusal?.text),
    ...toolCalls.flatMap((call) => callBlocks(call.name?.value ?? "", call.id?.value ?? null, call.arguments.text)),
    ...(finishReason ? [prose`Finished: ${code(finishReason.value)}`] : []),
  ];
}

const callBlocks = (name: string, id: string | null, sent: string): readonly Markdown[] => [
  id === null || id === ""
    ? prose`Calls ${code(name || "(no name)")}:`
    : prose`Calls ${code(name || "(no name)")} as ${code(id)}:`,
  block(sent, "json"),
];

function result({ result: shown }: StreamView): readonly Markdown[] {
  switch (shown?.kind) {
    case "embeddings":
      return [lines(shown.vectors.map(vectorLine))];
    case "models":
      return [lines(shown.models.map(({ id }) => prose`- ${code(id)}`))];
    case "tool":
      return [...(shown.error === null ? [] : [prose`**Error**`, block(shown.error, "")]), block(shown.content, "")];
    case "document":
      return shown.pieces.map(({ text }) => block(text, ""));
    case undefined:
      return [];
  }
}

const alsoLine = ({ path, said }: AlsoLine): Markdown => prose`- ${code(path)}: ${code(said)}`;

const vectorLine = ({ dimensions, norm }: VectorFacts, index: number): Markdown =>
  prose`- vector ${index + 1}: ${dimensions} dimensions, norm ${inline(norm.toFixed(4))}`;

const lines = (parts: readonly Markdown[]): Markdown => joined(parts, "\n");

/** A single word as prose, anything else as code. */
const word = (text: string): Markdown => (/^[A-Za-z]\w*$/.test(text) ? inline(text) : code(text));
