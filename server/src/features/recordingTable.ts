/** The table of recordings in a hover. Everything recorded is escaped; links are only commands for clients that run them. */
import type { Position } from "vscode-languageserver-types";
import type { RecordingSummary } from "../index/store/summary";
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
import { parameterId, tellApart, testName, type Apart } from "./tellApart";

/** The most rows; further recordings are counted. */
export const maxRows = 20;

/**
 * The table for these recordings of what is `at` a place, from which more can be chosen. Answers have rows; model lists and the like are counted
 * below, or have rows if there is nothing else.
 */
export function recordingTable(
  client: ClientFeatures,
  title: Markdown,
  recordings: readonly RecordingSummary[],
  at: { readonly uri: string; readonly position: Position },
): Markdown {
  const answers = recordings.filter((recording) => asideOf(recording) === undefined);
  const rows = answers.length > 0 ? answers : recordings;
  const first = rows.slice(0, maxRows);
  const apart = tellApart(rows);
  const model = apart.model ? undefined : rows[0]?.model;
  const heading = model === undefined ? title : prose`${title} · ${shown(client, shorten(model, 40))}`;
  const more = restOf(rows.length - first.length, answers.length > 0 ? recordings.flatMap((each) => asideOf(each) ?? []) : []);
  if (!client.markdown) return joined([heading, ...first.map((row) => plainRow(client, row, apart)), shown(client, more)], "\n");
  const columns = columnsFor(client, apart).filter(({ cell }) => first.some((row) => cell(row) !== ""));
  const cells = first.map((recording) => columns.map(({ cell }) => cell(recording)));
  const all =
    client.commands && more !== "" ? commandLink(inline(more), commands.pickRecording, at.uri, at.position) : inline(more);
  return joined([heading, table(columns, cells), all], "\n\n");
}

/** "1,203 recordings" */
export function countOf(count: number, noun: string): string {
  return `${count.toLocaleString("en-US")} ${noun}${count === 1 ? "" : "s"}`;
}

/** "… and 5 more, 12 model lists" */
function restOf(more: number, asides: readonly string[]): string {
  const counts = [...new Set(asides)].map((noun) => countOf(asides.filter((each) => each === noun).length, noun));
  const parts = [...(more > 0 ? [`${more} more`] : []), ...counts];
  return parts.length > 0 ? `… and ${parts.join(", ")}` : "";
}

interface Column extends TableColumn {
  readonly cell: (recording: RecordingSummary) => Markdown;
}

/** Leaves out columns that would be the same in every row, or empty, because a hover is narrow. */
function columnsFor(client: ClientFeatures, apart: Apart): readonly Column[] {
  const column = (title: string, cell: Column["cell"], align: ":--" | "--:" = ":--"): Column => ({ title, align, cell });
  return [
    ...(apart.test ? [column("Test", (recording) => inline(shortenMiddle(testName(recording), 36)))] : []),
    ...(apart.parameters ? [column("Parameters", (recording) => parameters(client, recording))] : []),
    ...(apart.model ? [column("Model", ({ model }) => inline(shorten(model ?? "", 40)))] : []),
    ...(apart.asked ? [column("Asked", ({ asked }) => inline(shorten(asked, 40)))] : []),
    column("Answer", ({ preview }) => inline(shorten(preview, apart.asked ? 40 : 60))),
    column("Finish", (recording) => inline(finish(recording))),
    column("Tokens", (recording) => unbroken(tokens(recording)), "--:"),
    column("", (recording) => links(client, recording)),
  ];
}

function parameters(client: ClientFeatures, recording: RecordingSummary): Markdown {
  const text = inline(shortenMiddle(parameterId(recording), 36));
  return client.commands && text !== "" ? commandLink(text, commands.openStreamView, recording.id) : text;
}

function plainRow(client: ClientFeatures, recording: RecordingSummary, apart: Apart): Markdown {
  const { preview, model, asked } = recording;
  const parts = [
    parameterId(recording),
    apart.model ? (model ?? "") : "",
    apart.asked ? asked : "",
    preview,
    finish(recording),
    tokens(recording),
  ];
  const kept = parts.filter((part) => part !== "").map((part) => shown(client, shortenMiddle(part, 80)));
  return prose`  ${joined(kept, " · ")}`;
}

function finish({ finishReasons, broken }: RecordingSummary): string {
  return broken ? "broken" : shorten([...new Set(finishReasons)].join(", "), 40);
}

function tokens({ inputTokens, outputTokens }: RecordingSummary): string {
  if (inputTokens === undefined && outputTokens === undefined) return "";
  return `${inputTokens ?? "?"} → ${outputTokens ?? "?"}`;
}

/** Parameters already link to the stream view. */
function links(client: ClientFeatures, recording: RecordingSummary): Markdown {
  const { id, uri, testId } = recording;
  const file = link(prose`file`, uri);
  if (!client.commands) return file;
  const target: RerecordTarget = { kind: "recording", uri: id };
  const view = parameterId(recording) === "" ? [commandLink(unbroken("stream view"), commands.openStreamView, id)] : [];
  const rerecord = testId === undefined ? [] : [commandLink(unbroken("re-record"), commands.rerecord, target)];
  return joined([...view, file, ...rerecord], "\u00A0·\u00A0");
}
