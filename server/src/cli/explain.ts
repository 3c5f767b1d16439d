/** `tapedeck explain`: why replay did not find a recording. */
import { existsSync } from "node:fs";
import { relative, resolve, sep } from "node:path";
import type { Command } from "commander";
import { largerThan, maxFileSize } from "../disk/read";
import { readStream } from "../disk/readStream";
import { Roots } from "../disk/roots";
import { explain, readQuestion } from "../features/explain";
import { explainEvents } from "../features/misses/explainMisses";
import { requestGiven } from "../features/misses/missed";
import { plainClient, type Services } from "../features/services";
import { Folders } from "../index/folders";
import { readTextSync } from "../index/scan/readText";
import { defaultSettings } from "../index/settings";
import { pathOfUri, uriOfPath } from "../index/uris";
import type { Explanation, HashExplanation } from "../protocol";
import { shorten } from "../recording/json";
import type { Shown } from "../recording/naming";
import { allowEmptyOption, cacheOption, command, formatOption, pythonOption, secretsOption, timeoutOption } from "./command";
import { placesInWords } from "./files";
import { complain, jsonText, secretsAreShown, styleFor, write, writeAsIs } from "./output";
import type { ExplainedHash, ExplainOutput } from "./json/explain";
import { missedIn } from "./explainRun";
import { missesAsText, missesJson } from "./explainMisses";
import { explanationAsText, recordCommand } from "./explainText";
import { formatsInUse } from "./formats";
import { scanned } from "./scanned";
import { complainIfUnread } from "./unread";

interface Options {
  readonly run?: string;
  readonly python: string;
  readonly timeout: number;
  readonly test?: string;
  readonly request?: string;
  readonly format: "text" | "json";
  readonly cache: boolean;
  readonly allowEmpty?: boolean;
}

export function explainCommand(): Command {
  return command("explain", "Explain why replay did not find a recording, and show the nearest ones.")
    .argument("[text]", "text of the failure, or the missing hash; - for standard input")
    .option("--test <id>", "pytest node id of the test that made the request")
    .option("--request <file>", "request to compare, as JSON: a recording, its request or only the body; - for standard input")
    .option("--run <id>", "run this test (a pytest node id) without recording anything, and explain its missing recordings")
    .addOption(pythonOption())
    .addOption(timeoutOption())
    .addOption(formatOption("text", "json"))
    .addOption(secretsOption())
    .addOption(cacheOption())
    .addOption(allowEmptyOption())
    .action(async (given: string | undefined, options: Options) => {
      const asked = options.run === undefined ? await askedFor(given, options) : await askedByRun(options.run, options);
      if (asked === undefined) return;
      const folders = new Folders([{ uri: uriOfPath(process.cwd()), settings: defaultSettings }]);
      const explanation = await scanned(folders, options.cache, (workspace) => {
        if (!asked.mayBeEmpty && options.allowEmpty !== true && workspace.index.size === 0) complain(noRecordings, 2);
        for (const uri of workspace.index.uris()) complainIfUnread(workspace, uri, shown(uri));
        return asked.explain({ workspace, client: plainClient }, secretsAreShown() ? (text) => text : undefined);
      });
      if (explanation !== undefined)
        await (options.format === "json" ? writeAsIs(`${jsonText(asJson(explanation), 2)}\n`) : write(asText(explanation)));
      else if (asked.nothing !== undefined) complain(asked.nothing, 2);
    });
}

interface Asked {
  readonly explain: (services: Services, shown: Shown | undefined) => Promise<Explanation | undefined>;
  /** No complaint if there are no recordings: the first test of a project may fail before any exists. */
  readonly mayBeEmpty: boolean;
  /** The sentence to print if there is nothing to explain. */
  readonly nothing: string | undefined;
}

/** What the user asked about; undefined if it was wrong, which was reported. */
async function askedFor(given: string | undefined, options: Options): Promise<Asked | undefined> {
  const text = given === "-" ? await readStandardInput() : given;
  const request = options.request === undefined ? undefined : await readRequest(options.request);
  if (text === null || request === null) return undefined;
  const named = {
    ...(options.test === undefined ? {} : { testId: options.test }),
    ...(request === undefined ? {} : { request }),
  };
  const question = readQuestion(formatsInUse(), text ?? "", named);
  const isOfCassette = question.failures.length > 0;
  const isRead = isOfCassette ? requestGiven(request ?? "") !== undefined : question.request !== undefined;
  const isUnread = request !== undefined && !isRead;
  if (isUnread) complain(`${options.request === "-" ? "Standard input" : options.request} ${noRequest}`, 2);
  return {
    explain: (services, shown) => explain(services, question, shown),
    mayBeEmpty: isOfCassette,
    nothing: isUnread ? undefined : nothingToExplain(text),
  };
}

/** What a run of the test missed; undefined if it could not be run, which was reported. */
async function askedByRun(testId: string, options: Options): Promise<Asked | undefined> {
  const missed = await missedIn(testId, options);
  if (typeof missed !== "string")
    return { explain: (services, shown) => explainEvents(services, missed, shown), mayBeEmpty: true, nothing: undefined };
  complain(missed, 2);
  return undefined;
}

const noRequest = "contains no request: expected a recording, its request or its body, as JSON.";

function nothingToExplain(text = ""): string {
  if (text.trim() === "") return "Nothing to explain: pass the text of a failure, a hash, --test or --request.";
  return existsSync(text)
    ? `"${shorten(text, 100)}" is a file, not the text of a failure: pass - and the file as standard input.`
    : `Found no failure of VCR.py, no hash (64 digits, or 12 of older recorders) and no test in "${shorten(text, 100)}".`;
}

const noRecordings = `No recordings found in the current folder: only ${placesInWords()} are searched. Run it where pytest runs, or pass --allow-empty.`;

/** The text of the request; null if it could not be read, which was reported. */
async function readRequest(path: string): Promise<string | null> {
  if (path === "-") return readStandardInput();
  const file = readTextSync(resolve(path), new Roots([process.cwd()]));
  if (file.kind === "text") return file.text;
  complain(file.kind === "gone" ? `${path} is not a file.` : `${path}: ${file.message}`, 2);
  return null;
}

async function readStandardInput(): Promise<string | null> {
  const text = await readStream(process.stdin);
  if (text === undefined) complain(`Standard input is ${largerThan(maxFileSize)}, so it is not read.`, 2);
  return text ?? null;
}

/** A file's path relative to the current folder, or absolute if it lies elsewhere. */
function shown(uri: string): string {
  const path = relative(process.cwd(), pathOfUri(uri));
  return (path.startsWith("..") ? pathOfUri(uri) : path).replaceAll(sep, "/");
}

function asText(explanation: Explanation): string {
  const style = styleFor(process.stdout);
  return explanation.kind === "hash" ? explanationAsText(explanation, shown, style) : missesAsText(explanation, shown, style);
}

/** Replaces the URIs of the editor's explanation by paths, as in the output of the other commands. */
const asJson = (explanation: Explanation): ExplainOutput =>
  explanation.kind === "hash" ? hashJson(explanation) : missesJson(explanation, shown);

function hashJson(explanation: HashExplanation): ExplainedHash {
  const near = <T extends HashExplanation["nearest"][number]>({ uri, fileName, ...rest }: T) => ({
    file: shown(uri),
    name: fileName,
    ...rest,
  });
  const { comparison, record } = explanation;
  return {
    ...explanation,
    lookedIn: explanation.lookedIn.map((place) => ({ ...place, folder: shown(place.folder), file: shown(place.file) })),
    elsewhere: explanation.elsewhere.map((each) => near(each)),
    nearest: explanation.nearest.map((each) => near(each)),
    comparison: comparison && { file: shown(comparison.uri), differences: comparison.differences },
    record: record && { testId: record.nodeId, command: recordCommand(record) },
  };
}
