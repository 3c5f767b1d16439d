/** `tapedeck hash`: checks whether the names of recordings match the hashes of their requests. */
import { basename } from "node:path";
import { Option, type Command } from "commander";
import { hashReport, type HashReport } from "../features/hashStatus";
import { sha256 } from "../index/sha256";
import type { HashStatus } from "../protocol";
import type { HashScheme } from "../recording/naming";
import type { RecordingInDocument } from "../recording/recordingDocument";
import { allowEmptyOption, command, formatOption, JsonPrinter } from "./command";
import { findRecordings } from "./files";
import type { HashedRecording } from "./json/hash";
import { formatsInUse } from "./formats";
import { read } from "./read";
import { oneLineOf, styleFor, write, type Style } from "./output";

interface Options {
  readonly format: "text" | "json";
  readonly scheme?: HashScheme;
  readonly allowEmpty?: boolean;
}

export function hashCommand(): Command {
  const schemes = formatsInUse().schemes.map(({ name }) => name);
  return command("hash", "Show whether the file names of recordings match their request hashes.")
    .argument("[what...]", "files, folders, globs, test modules, hashes or pytest node ids (default: the current folder)")
    .addOption(new Option("--scheme <scheme>", "hash scheme of the recorder (default: the newest)").choices(schemes))
    .addOption(formatOption("text", "json"))
    .addOption(allowEmptyOption())
    .action(async (what: string[], { format, scheme, allowEmpty }: Options) => {
      const style = styleFor(process.stdout);
      const printer = new JsonPrinter(false);
      for (const found of findRecordings(what, { hash: true, allowEmpty })) {
        const [{ file } = { file: undefined }] = read(found);
        if (file === undefined) continue;
        const name = basename(found.path);
        const { naming: names } = file.document.format;
        const report = hashReport(names, { naming: names?.namingOf(file, sha256), hash: file.hash }, name, scheme);
        await (format === "json"
          ? printer.print({ file: found.shown, name, ...report } satisfies HashedRecording)
          : write(names === undefined ? unnamed(found.shown, file, style) : asText(found.shown, name, report, style)));
      }
      if (format === "json") await printer.end();
    });
}

const colors: Readonly<Record<HashStatus, Parameters<Style>[0]>> = {
  current: "green",
  server: "green",
  older: "yellow",
  mismatch: "red",
  unhashable: "gray",
};

/** "unhashable      tests/…/test_chat.yaml  not named by a hash: VCR.py cassette" */
function unnamed(shown: string, { document: { format } }: RecordingInDocument, style: Style): string {
  const why = style("dim", `  not named by a hash: ${format.title}`);
  return `${style(colors.unhashable, "unhashable")}      ${oneLineOf(shown)}${why}\n`;
}

/** "older       3   tests/…/0123….json  should be 4567….json" */
function asText(shown: string, name: string, { status, scheme, expected, withoutTest }: HashReport, style: Style): string {
  const rename = expected === null || expected === name ? "" : style("dim", `  should be ${oneLineOf(expected)}`);
  const server = withoutTest === true ? style("dim", "  hashed without its test, as a server does") : "";
  return `${style(colors[status], status.padEnd(10))}  ${(scheme ?? "").padEnd(2)}  ${oneLineOf(shown)}${rename}${server}\n`;
}
