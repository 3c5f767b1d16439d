/** Rules on tool calls as clients assemble them: index, id, name, and the matching finish reason. */
import { nameValue } from "../recording/json";
import type { CallFacts, ChoiceFacts } from "../recording/families/facts/facts";
import type { RecordingInDocument } from "../recording/recordingDocument";
import { forcedTool } from "../recording/requestTools";
import { reportedChunksOf } from "./reportedChunks";
import { oncePerFile } from "./oncePerFile";
import type { Report, Rule } from "./rule";
import { brokenAt } from "./streamRules";

/** Every call of a recording's answer, with its choice. */
export const callsOf = oncePerFile((file): readonly { readonly call: CallFacts; readonly choice: ChoiceFacts }[] =>
  (file.facts?.choices ?? []).flatMap((choice) => choice.calls.map((call) => ({ call, choice }))),
);

/** "Tool call 1 (`get_weather`)". */
export function nameCall({ position, name }: CallFacts): string {
  return name === undefined ? `Tool call ${position + 1}` : `Tool call ${position + 1} (${nameValue(name.value)})`;
}

export const toolIndex: Rule = {
  code: "tool.index",
  severity: "error",
  summary: "A streamed tool call whose `index` is missing, is not an integer, or leaves a gap.",
  check(file, report) {
    for (const { calls } of file.facts?.choices ?? []) if (!reportedChunksOf(file).lack(["index"])) reportGap(calls, report);
    for (const { call } of callsOf(file)) {
      if (call.badIndex === undefined || cameWhole(file, call)) continue;
      const { value, place, chunk } = call.badIndex;
      const what = value === undefined ? "has no `index`" : `has ${nameValue(value)} as \`index\` instead of an integer`;
      const message = `A tool call in chunk ${chunk + 1} ${what}, so clients fail or add its arguments to another call.`;
      report({ ...place, message });
    }
  },
};

/** Clients of Mistral need no index and no type, those of Gemini no id either: such a call is complete in one piece. */
function cameWhole({ recording }: RecordingInDocument, { badIndex, id, name, pieces = [] }: CallFacts): boolean {
  if (recording?.request?.kind !== "http" || badIndex?.value !== undefined || pieces.length > 1) return false;
  return name !== undefined && (id === undefined || id.chunk === name.chunk);
}

/** Clients keep calls in a list, so a call with an index beyond its end is lost. */
function reportGap(calls: readonly CallFacts[], report: (report: Report) => void): void {
  if (calls.some(({ badIndex }) => badIndex !== undefined)) return;
  const placed = calls.filter((call) => call.index !== undefined).sort((a, b) => (a.index ?? 0) - (b.index ?? 0));
  const gap = placed.findIndex(({ index }, at) => index !== at);
  const call = placed[gap];
  if (call === undefined) return;
  const message = `${nameCall(call)} has index ${call.index} but no call has ${gap}, so openai-python raises an IndexError and openai-node a TypeError.`;
  report({ ...call.place, message });
}

export const toolTwoCallsOneIndex: Rule = {
  code: "tool.two-calls-one-index",
  severity: "error",
  summary: "Two tool calls share one index.",
  check(file, report) {
    for (const { call } of callsOf(file)) {
      const clash = call.clashes[0];
      if (clash === undefined || call.id === undefined || call.badIndex !== undefined) continue;
      const message = `A second tool call, ${nameValue(clash.value)}, has the same index as ${nameValue(call.id.value)}, so clients merge the two into one broken call.`;
      report({ path: clash.path, message, related: [{ path: call.id.path, message: "The first call with this index." }] });
    }
  },
};

export const toolIncomplete: Rule = {
  code: "tool.incomplete",
  severity: "error",
  summary: "A tool call without an id, a name or a type.",
  check(file, report) {
    for (const { call } of callsOf(file)) {
      if (call.badIndex !== undefined || reportedChunksOf(file).lack(["id", "call_id", "name", "arguments"])) continue;
      const lacking = [...(call.id === undefined && call.needsId ? ["id"] : []), ...(call.name === undefined ? ["name"] : [])];
      if (lacking.length === 0) {
        if (call.lacks !== undefined && !(call.lacks === "type" && cameWhole(file, call)))
          report({ ...call.place, severity: "warning", message: lacksPart(call, call.lacks) });
        continue;
      }
      const message = `${nameCall(call)} has no ${lacking.join(" and no ")}, so a client cannot ${call.name === undefined ? "run it" : "answer it"}.`;
      report({ ...call.place, message });
    }
  },
};

function lacksPart(call: CallFacts, part: "type" | "arguments"): string {
  const what = part === "type" ? "a type" : "any arguments";
  return `${nameCall(call)} has no ${what}, so openai-node raises an error and openai-python continues without it.`;
}

export const toolRepeatedName: Rule = {
  code: "tool.repeated-name",
  severity: "warning",
  summary: "A tool call's name or id is repeated, which client libraries read differently.",
  check(file, report) {
    const broken = brokenAt(file.facts?.order ?? []);
    for (const { calls } of file.facts?.choices ?? []) {
      const told = calls.filter(({ id }) => id !== undefined && id.chunk < broken);
      reportSameIds(told, report);
    }
    for (const { call } of callsOf(file)) {
      const again = call.repeated[0];
      if (again === undefined || call.clashes.length > 0 || call.badIndex !== undefined) continue;
      const first = again.what === "id" ? call.id : call.name;
      const message = `The ${again.what} of tool call ${call.position + 1} is repeated in chunk ${again.chunk + 1}, so clients that join pieces read it twice and others do not.`;
      report({
        path: again.path,
        message,
        ...(first ? { related: [{ path: first.path, message: "It was sent here first." }] } : {}),
      });
    }
  },
};

/** Two calls with the same id: their results cannot be told apart. */
function reportSameIds(calls: readonly CallFacts[], report: (report: Report) => void): void {
  const seen = new Map<string, CallFacts>();
  for (const call of calls) {
    const first = call.id && seen.get(call.id.value);
    if (call.id !== undefined && first === undefined) seen.set(call.id.value, call);
    if (call.id === undefined || first?.id === undefined) continue;
    const message = `${nameCall(call)} has the same id as tool call ${first.position + 1}, so a client cannot tell their results apart.`;
    report({ path: call.id.path, message, related: [{ path: first.id.path, message: "The first call with this id." }] });
  }
}

const finishesWithCalls = new Set(["tool_calls", "function_call", "tool_use"]);

export const toolFinish: Rule = {
  code: "tool.finish",
  severity: "hint",
  summary: "There are tool calls but the finish reason says there are none.",
  check(file, report) {
    const forced = forcedTool(file.recording?.request);
    for (const { finish, calls } of file.facts?.choices ?? []) {
      const [call] = calls.filter(({ name }) => forced === undefined || name?.value !== forced);
      if (finish === undefined || call === undefined || finish.value !== file.family.finishWithoutCalls) continue;
      const message = `The finish reason is ${nameValue(finish.value)} although there are tool calls, so a client that goes by it does not run them.`;
      report({ path: finish.path, message, related: [{ ...call.place, message: nameCall(call) }] });
    }
  },
};

export const toolNoCalls: Rule = {
  code: "tool.no-calls",
  severity: "warning",
  summary: "The finish reason announces tool calls but there are none.",
  check(file, report) {
    for (const { finish, calls } of file.facts?.choices ?? []) {
      if (finish === undefined || calls.length > 0 || !finishesWithCalls.has(finish.value) || reportedChunksOf(file).lack([]))
        continue;
      const message = `The finish reason is ${nameValue(finish.value)} but there is no tool call, so a client has nothing to run.`;
      report({ path: finish.path, message } satisfies Report);
    }
  },
};
