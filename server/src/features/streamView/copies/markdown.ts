/** A recording as a Markdown document: what was asked, and what came back, for a bug report or a review. */
import type { Choice, StreamView, ViewMessage } from "../../../protocol";

/** The document, ending with a line break. Recorded text stands in fences that it cannot close. */
export function asMarkdown(view: StreamView): string {
  const { answer } = view;
  const blocks = [
    `# ${inline(view.testId?.split("::").at(-1) ?? view.fileName)}`,
    facts(view),
    "## Request",
    ...view.messages.flatMap(message),
    ...(view.tools.length > 0 ? [`Tools: ${view.tools.map(({ name }) => code(name)).join(", ")}`] : []),
    "## Response",
    ...answer.choices.flatMap((choice) => choiceBlocks(choice, answer.choices.length > 1)),
    ...(answer.error
      ? [
          `**${inline(answer.error.type ?? "Error")}**${answer.error.status === null ? "" : ` ${answer.error.status}`}`,
          fenced(answer.error.message),
        ]
      : []),
    ...(view.body === null ? [] : [fenced(view.body)]),
    ...result(view),
  ];
  return `${blocks.join("\n\n")}\n`;
}

function facts(view: StreamView): string {
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
  return said.flatMap(([name, value]) => (value === null || value === "" ? [] : [`- ${name}: ${code(value)}`])).join("\n");
}

function tokens({ answer: { usage } }: StreamView): string | null {
  if (!usage) return null;
  const counts = [usage.inputTokens, usage.outputTokens, usage.totalTokens].map((count) =>
    count === null ? "?" : String(count),
  );
  return `${counts[0] ?? "?"} in, ${counts[1] ?? "?"} out, ${counts[2] ?? "?"} total`;
}

function message({ role, text, toolCallId, toolCalls, images }: ViewMessage): string[] {
  return [
    `### ${inline(role)}${toolCallId === undefined ? "" : ` (answers ${code(toolCallId)})`}`,
    ...(text === "" ? [] : [fenced(text)]),
    ...(images?.length ? [`_${images.length} inline image${images.length === 1 ? "" : "s"}_`] : []),
    ...toolCalls.flatMap((call) => callBlocks(call.name, call.id, call.arguments)),
  ];
}

function choiceBlocks(
  { index, role, content, reasoning, refusal, toolCalls, finishReason }: Choice,
  isOneOfSeveral: boolean,
): string[] {
  const part = (name: string, text: string | undefined) => (text ? [...(name === "" ? [] : [`${name}:`]), fenced(text)] : []);
  return [
    `### ${inline(role ?? "assistant")}${isOneOfSeveral ? `, choice ${index}` : ""}`,
    ...part("Reasoning", reasoning?.text),
    ...part("", content?.text),
    ...part("Refusal", refusal?.text),
    ...toolCalls.flatMap((call) => callBlocks(call.name?.value ?? "", call.id?.value ?? null, call.arguments.text)),
    ...(finishReason ? [`Finished: ${code(finishReason.value)}`] : []),
  ];
}

const callBlocks = (name: string, id: string | null, sent: string): string[] => [
  `Calls ${code(name || "(no name)")}${id === null || id === "" ? "" : ` as ${code(id)}`}:`,
  fenced(sent, "json"),
];

function result({ result: shown }: StreamView): string[] {
  switch (shown?.kind) {
    case "embeddings":
      return [
        shown.vectors
          .map(({ dimensions, norm }, index) => `- vector ${index + 1}: ${dimensions} dimensions, norm ${norm.toFixed(4)}`)
          .join("\n"),
      ];
    case "models":
      return [shown.models.map(({ id }) => `- ${code(id)}`).join("\n")];
    case "tool":
      return [...(shown.error === null ? [] : [`**${inline(shown.error)}**`]), fenced(shown.content)];
    case "document":
      return shown.pieces.map(({ text }) => fenced(text));
    case undefined:
      return [];
  }
}

/** A fence longer than any run of backticks in the text. */
function fenced(text: string, language = ""): string {
  const fence = "`".repeat(Math.max(3, longestRun(text) + 1));
  return `${fence}${language}\n${text.endsWith("\n") ? text : `${text}\n`}${fence}`;
}

function code(text: string): string {
  const fence = "`".repeat(longestRun(text) + 1);
  const flat = text.replace(/\s+/g, " ");
  return /^`|`$/.test(flat) ? `${fence} ${flat} ${fence}` : `${fence}${flat}${fence}`;
}

const longestRun = (text: string): number =>
  Array.from(text.matchAll(/`+/g), ([run]) => run.length).reduce((most, length) => Math.max(most, length), 0);

/** Text in a heading: what Markdown would make something of is escaped. */
const inline = (text: string): string => text.replace(/\s+/g, " ").replace(/[\\`*_{}[\]<>#|~!&]/g, String.raw`\$&`);
