/** Rules on tool calls: arguments must be JSON, for a tool that was offered, and match its schema. */
import { parse, type ParseError } from "jsonc-parser";
import { readJson, withoutDepths } from "../recording/depth";
import type { JsonPath } from "../recording/document";
import { isObject, listOf, nameValue, objectOf } from "../recording/json";
import type { RecordingInDocument } from "../recording/recordingDocument";
import type { CallFacts, ChoiceFacts, Place, Said } from "../recording/families/facts/facts";
import { reportedChunksOf } from "./reportedChunks";
import { oncePerFile } from "./oncePerFile";
import { offeredTools, type OfferedTool } from "./requestTools";
import type { Rule } from "./rule";
import { firstBreak } from "./schemaCheck";
import { callsOf, nameCall } from "./toolRules";

/** Finish reasons for an answer that was cut off, which explain broken arguments. */
const cutOff = new Set([
  "length",
  "max_tokens",
  "MAX_TOKENS",
  "content_filter",
  "response.incomplete",
  "incomplete",
  "model_context_window_exceeded",
]);

export const toolArguments: Rule = {
  code: "tool.arguments",
  severity: "warning",
  summary: "The arguments of a tool call are not JSON, or not an object.",
  check(file, report) {
    for (const { call, choice, read } of readCallsOf(file)) {
      if (read.kind === "object" || read.kind === "none") continue;
      if (read.kind === "nothing" && !needsArguments(file, call)) continue;
      if (read.kind === "other" && takesAnything(file, call)) continue;
      const severity = choice.finish !== undefined && cutOff.has(choice.finish.value) ? ("information" as const) : undefined;
      const why = severity === undefined ? "" : " (the answer was cut off)";
      const what =
        read.kind === "other"
          ? `are ${nameValue(read.value)}, not an object`
          : read.kind === "nothing"
            ? "are empty"
            : `are not JSON${why}`;
      const message = `The arguments of ${nameCall(call).replace("Tool", "tool")} ${what}, so a client cannot call the tool.`;
      report({ ...read.place, message, ...(severity ? { severity } : {}) });
    }
  },
};

/** The calls whose arguments can be checked, with their values. */
const readCallsOf = oncePerFile((file) =>
  callsOf(file)
    .filter(({ call, choice }) => !isExplained(file, call, choice))
    .map(({ call, choice }) => ({ call, choice, read: readArguments(call) })),
);

/** Fields that contain arguments or a piece of them. */
const argumentFields = ["arguments", "delta", "partial_json", "input", "args"];

/** Whether it follows from another finding: a broken chunk, a stream that stopped early or is out of order, or another call with the same index. */
function isExplained(file: RecordingInDocument, call: CallFacts, choice: ChoiceFacts): boolean {
  const broken =
    file.recording?.response.exception !== undefined ||
    (choice.finish === undefined && file.recording?.response.isStreaming === true);
  const disordered = file.facts?.order.some(({ chunk, severity }) => severity !== "hint" && chunk >= call.chunk) === true;
  return (
    broken ||
    disordered ||
    call.badIndex !== undefined ||
    call.clashes.length > 0 ||
    reportedChunksOf(file).lackFrom(call.chunk, argumentFields)
  );
}

type Arguments =
  | { readonly kind: "object"; readonly value: unknown; readonly place: Place }
  | { readonly kind: "other"; readonly value: unknown; readonly place: Place }
  | { readonly kind: "broken" | "nothing"; readonly place: Place }
  /** Free text, or a call without arguments. */
  | { readonly kind: "none" };

function readArguments(call: CallFacts): Arguments {
  if (call.input !== undefined) {
    const { value, path } = call.input;
    return { kind: isObject(value) ? "object" : "other", value, place: { path } };
  }
  if (call.pieces === undefined) return { kind: "none" };
  const text = call.pieces.map(({ value }) => value).join("");
  const place: Place = call.pieces[0] === undefined ? call.place : { path: call.pieces[0].path };
  if (text.trim() === "") return { kind: "nothing", place };
  try {
    const value = readJson(text);
    return { kind: isObject(value) ? "object" : "other", value, place };
  } catch {
    return { kind: "broken", place: { path: pieceAt(call.pieces, errorOffset(text))?.path ?? place.path } };
  }
}

function errorOffset(text: string): number {
  const errors: ParseError[] = [];
  parse(withoutDepths(text), errors, { disallowComments: true });
  return errors[0]?.offset ?? text.length;
}

/** The piece at which the joined text breaks; if it ends too early, the last one with content. */
function pieceAt(pieces: readonly Said<string>[], offset: number): Said<string> | undefined {
  let end = 0;
  for (const piece of pieces) {
    end += piece.value.length;
    if (offset < end) return piece;
  }
  return pieces.findLast(({ value }) => value !== "");
}

/** Many providers send an empty text for a tool without parameters. */
function needsArguments(file: RecordingInDocument, call: CallFacts): boolean {
  return listOf(objectOf(toolOf(file, call)?.schema).required).length > 0;
}

/** A tool without declared parameters is the model's own, which may answer in another form: NVIDIA's parsers return lists. */
function takesAnything(file: RecordingInDocument, call: CallFacts): boolean {
  const tool = toolOf(file, call);
  return tool !== undefined && tool.parameters === undefined;
}

function toolOf(file: RecordingInDocument, { name }: CallFacts): OfferedTool | undefined {
  return toolsByName(file).get(name?.value);
}

/** The tools by name; the first one for each name. */
const toolsByName = oncePerFile((file): ReadonlyMap<string | undefined, OfferedTool> => {
  const tools = offerOf(file)?.tools ?? [];
  return new Map(tools.toReversed().map((tool) => [tool.name, tool]));
});

const offerOf = oncePerFile(({ recording }) => recording && offeredTools(recording));

export const toolUnknown: Rule = {
  code: "tool.unknown",
  severity: "warning",
  summary: "The model called a tool that the request does not offer.",
  check(file, report) {
    for (const { call } of callsOf(file)) {
      // A name that came in pieces depends on how the client joins them.
      if (call.name === undefined || call.repeated.length > 0 || call.clashes.length > 0) continue;
      const offer = offerOf(file);
      if (offer?.isAll !== true || toolOf(file, call) !== undefined) continue;
      const names = offer.tools.map(({ name }) => nameValue(name));
      const offered = names.length === 0 ? "the request offers no tools" : `the request offers ${names.slice(0, 8).join(", ")}`;
      const message = `${nameValue(call.name.value)} is called but ${offered}, so the client has nothing to run.`;
      report({ path: call.name.path, message, related: [{ path: offer.path, message: "The tools that the request offers." }] });
    }
  },
};

export const toolSchema: Rule = {
  code: "tool.schema",
  severity: "hint",
  summary: "The arguments of a tool call do not match the schema in the request.",
  check(file, report) {
    for (const { call, read } of readCallsOf(file)) {
      const tool = toolOf(file, call);
      if (tool === undefined || read.kind !== "object") continue;
      const found = firstBreak(tool.schema, read.value);
      if (found === undefined) continue;
      const path: JsonPath = call.input === undefined ? read.place.path : [...read.place.path, ...found.path];
      const message = `The arguments of ${nameCall(call).replace("Tool", "tool")} do not match its schema: ${found.what}, so a tool that checks them rejects the call.`;
      report({ path, message, related: [{ path: tool.path, message: "The tool in the request." }] });
    }
  },
};
