/** The table that a hover shows of recordings. Everything recorded is escaped; links are commands only for clients that run them. */
import type { RecordingSummary } from "../index/summary";
import { formatNodeId, parseNodeId } from "../pytest/nodeId";
import { commands, type RerecordTarget } from "../protocol";
import { commandLink, inline, link, shorten, shortenMiddle } from "./markdown";
import type { ClientFeatures } from "./services";

const maxRows = 20;

/** `title` is Markdown. Plain text where the client shows nothing else. */
export function recordingTable(client: ClientFeatures, title: string, recordings: readonly RecordingSummary[]): string {
  const shown = recordings.slice(0, maxRows);
  const more = recordings.length - shown.length;
  const rest = more > 0 ? [`… and ${more} more`] : [];
  if (!client.markdown) return [title, ...shown.map(plainRow), ...rest].join("\n");
  const columns = columnsFor(client, recordings);
  const row = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const table = [
    row(columns.map(({ title }) => title)),
    row(columns.map(({ align }) => align)),
    ...shown.map((recording) => row(columns.map(({ cell }) => cell(recording)))),
  ];
  return [title, table.join("\n"), ...rest].join("\n\n");
}

/** "3 recordings" */
export function countOf(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

interface Column {
  readonly title: string;
  readonly align: ":--" | "--:";
  readonly cell: (recording: RecordingSummary) => string;
}

function columnsFor(client: ClientFeatures, recordings: readonly RecordingSummary[]): readonly Column[] {
  const names = new Set(recordings.map(testName));
  const column = (title: string, text: (recording: RecordingSummary) => string, align: Column["align"] = ":--"): Column => ({
    title,
    align,
    cell: (recording) => inline(text(recording)),
  });
  const test = column("Test", (recording) => shortenMiddle(testName(recording), 60));
  const parameters = column("Parameters", (recording) => shortenMiddle(parameterId(recording) ?? "", 60));
  return [
    ...(names.size > 1 ? [test] : []),
    ...(recordings.some((recording) => parameterId(recording) !== undefined) ? [parameters] : []),
    column("Model", ({ model }) => shorten(model ?? "", 40)),
    column("Answer", ({ preview }) => shorten(preview, 80)),
    column("Finish", finish),
    column("Tokens", tokens, "--:"),
    { title: "", align: ":--", cell: (recording) => links(client, recording) },
  ];
}

function plainRow(recording: RecordingSummary): string {
  const parts = [parameterId(recording), recording.model, recording.preview, finish(recording), tokens(recording)];
  return `  ${parts.filter((part) => part !== undefined && part !== "").join(" · ")}`;
}

function testName({ testId }: RecordingSummary): string {
  const id = testId === undefined ? undefined : parseNodeId(testId);
  return id ? formatNodeId({ ...id, path: "", param: undefined }).slice(2) : (testId ?? "");
}

function parameterId({ testId }: RecordingSummary): string | undefined {
  return testId === undefined ? undefined : parseNodeId(testId)?.param;
}

function finish({ finishReasons, broken }: RecordingSummary): string {
  return broken ? "broken" : shorten([...new Set(finishReasons)].join(", "), 40);
}

function tokens({ inputTokens, outputTokens }: RecordingSummary): string {
  if (inputTokens === undefined && outputTokens === undefined) return "";
  return `${inputTokens ?? "?"} → ${outputTokens ?? "?"}`;
}

function links(client: ClientFeatures, { uri, testId }: RecordingSummary): string {
  const file = link("file", uri);
  if (!client.commands) return file;
  const target: RerecordTarget = { kind: "recording", uri };
  const rerecord = testId === undefined ? [] : [commandLink("re-record", commands.rerecord, target)];
  return [commandLink("stream view", commands.openStreamView, uri), file, ...rerecord].join(" · ");
}
