/** The table that a hover shows of recordings. Everything recorded is escaped; links are commands only for clients that run them. */
import type { RecordingSummary } from "../index/store/summary";
import { maskSecrets } from "../rules/secrets/mask";
import { formatNodeId, parseNodeId } from "../pytest/nodeId";
import { shorten } from "../recording/json";
import { commands, type RerecordTarget } from "../protocol";
import {
  commandLink,
  inline,
  joined,
  link,
  prose,
  shortenMiddle,
  shown,
  table,
  unbroken,
  type Markdown,
  type TableColumn,
} from "./markdown";
import { asideOf } from "./recordingLists";
import type { ClientFeatures } from "./services";

const maxRows = 20;

/** Answers have rows; model lists and the like are counted below them, or have rows when there is nothing else. */
export function recordingTable(client: ClientFeatures, title: Markdown, recordings: readonly RecordingSummary[]): Markdown {
  const answers = recordings.filter((recording) => asideOf(recording) === undefined);
  const rows = answers.length > 0 ? answers : recordings;
  const first = rows.slice(0, maxRows);
  const model = commonModel(rows);
  const heading = model === undefined ? title : prose`${title} · ${shown(client, shorten(model, 40))}`;
  const more = restOf(rows.length - first.length, answers.length > 0 ? recordings.flatMap((each) => asideOf(each) ?? []) : []);
  if (!client.markdown)
    return joined([heading, ...first.map((row) => plainRow(client, row, model === undefined)), shown(client, more)], "\n");
  const columns = columnsFor(client, rows, model === undefined);
  const cells = first.map((recording) => columns.map(({ cell }) => cell(recording)));
  return joined([heading, table(columns, cells), inline(more)], "\n\n");
}

/** "3 recordings" */
export function countOf(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** "… and 5 more, 12 model lists" */
function restOf(more: number, asides: readonly string[]): string {
  const counts = [...new Set(asides)].map((noun) => countOf(asides.filter((each) => each === noun).length, noun));
  const parts = [...(more > 0 ? [`${more} more`] : []), ...counts];
  return parts.length > 0 ? `… and ${parts.join(", ")}` : "";
}

/** The model that all have; undefined when they differ or have none. */
function commonModel(recordings: readonly RecordingSummary[]): string | undefined {
  const models = new Set(recordings.map(({ model }) => model));
  return models.size === 1 ? recordings[0]?.model : undefined;
}

interface Column extends TableColumn {
  readonly cell: (recording: RecordingSummary) => Markdown;
}

/** Columns that would say the same in every row, or nothing, are left out: a hover is narrow. */
function columnsFor(client: ClientFeatures, recordings: readonly RecordingSummary[], withModel: boolean): readonly Column[] {
  const withTest = new Set(recordings.map(testName)).size > 1;
  const withParameters = recordings.some((recording) => parameterId(recording) !== "");
  const column = (title: string, cell: Column["cell"], align: ":--" | "--:" = ":--"): Column => ({ title, align, cell });
  return [
    ...(withTest ? [column("Test", (recording) => inline(shortenMiddle(testName(recording), 36)))] : []),
    ...(withParameters ? [column("Parameters", (recording) => parameters(client, recording))] : []),
    ...(withModel ? [column("Model", ({ model }) => inline(shorten(model ?? "", 40)))] : []),
    column("Answer", ({ preview }) => inline(shorten(preview, 60))),
    column("Finish", (recording) => inline(finish(recording))),
    column("Tokens", (recording) => unbroken(tokens(recording)), "--:"),
    column("", (recording) => links(client, recording)),
  ];
}

function parameters(client: ClientFeatures, recording: RecordingSummary): Markdown {
  const text = inline(shortenMiddle(parameterId(recording), 36));
  return client.commands && text !== "" ? commandLink(text, commands.openStreamView, recording.id) : text;
}

function plainRow(client: ClientFeatures, recording: RecordingSummary, withModel: boolean): Markdown {
  const { preview, model } = recording;
  const parts = [parameterId(recording), withModel ? (model ?? "") : "", preview, finish(recording), tokens(recording)];
  const kept = parts.filter((part) => part !== "").map((part) => shown(client, shortenMiddle(part, 80)));
  return prose`  ${joined(kept, " · ")}`;
}

function testName({ testId }: RecordingSummary): string {
  const id = testId === undefined ? undefined : parseNodeId(testId);
  return id ? formatNodeId({ ...id, path: "", param: undefined }).slice(2) : (testId ?? "");
}

/** Empty where the test id has no parameters. */
function parameterId({ testId }: RecordingSummary): string {
  return maskSecrets((testId === undefined ? undefined : parseNodeId(testId)?.param) ?? "");
}

function finish({ finishReasons, broken }: RecordingSummary): string {
  return broken ? "broken" : shorten([...new Set(finishReasons)].join(", "), 40);
}

function tokens({ inputTokens, outputTokens }: RecordingSummary): string {
  if (inputTokens === undefined && outputTokens === undefined) return "";
  return `${inputTokens ?? "?"} → ${outputTokens ?? "?"}`;
}

/** The parameters, where a row has them, lead to the stream view already. */
function links(client: ClientFeatures, recording: RecordingSummary): Markdown {
  const { id, uri, testId } = recording;
  const file = link(prose`file`, uri);
  if (!client.commands) return file;
  const target: RerecordTarget = { kind: "recording", uri: id };
  const view = parameterId(recording) === "" ? [commandLink(unbroken("stream view"), commands.openStreamView, id)] : [];
  const rerecord = testId === undefined ? [] : [commandLink(unbroken("re-record"), commands.rerecord, target)];
  return joined([...view, file, ...rerecord], "\u00A0·\u00A0");
}
