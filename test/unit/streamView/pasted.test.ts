/** Copies are pasted into terminals: real shells behind a real terminal take them for one command, and obey nothing that is in them. */
import { execFile } from "node:child_process";
import { chmod, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { copyAs } from "../../../server/src/features/streamView/copyAs";
import { readRecordingFile } from "../../../server/src/formats/readDocument";
import { shellWord, whyNoWord } from "../../../server/src/recording/shellWord";
import { shownCommandLine } from "../../../server/src/rerecord/commandLine";
import type { CopyFormat } from "../../../server/src/protocol";
import { chatCompletion } from "../../support/recordings";
import { viewOf } from "../../support/viewOf";

let bin: string;
beforeAll(async () => {
  bin = await mkdtemp(join(tmpdir(), "tapedeck-bin-"));
  for (const name of ["python", "curl", "told"]) {
    await writeFile(
      join(bin, name),
      `#!/bin/sh\n{ for each; do printf '%s\\0' "$each"; done; printf '\\0end of call\\0'; } >> "$LOG"\n`,
    );
    await chmod(join(bin, name), 0o755);
  }
});
afterAll(() => rm(bin, { recursive: true, force: true }));

interface Shell {
  readonly shell: readonly string[];
  readonly bracketed: boolean;
  /** Typed before. */
  readonly first: readonly string[];
}
const interactive = ["bash", "--norc", "--noprofile", "-i"];
const shells: Readonly<Record<string, Shell>> = {
  "bash, which is told what is pasted": {
    shell: interactive,
    bracketed: true,
    first: ["bind 'set enable-bracketed-paste on'", "true 'touch owned'"],
  },
  "bash, which is not told": {
    shell: interactive,
    bracketed: false,
    first: ["bind 'set enable-bracketed-paste off'", "true 'touch owned'"],
  },
  "a plain sh": { shell: ["sh", "-i"], bracketed: false, first: ["true 'touch owned'"] },
};

/** What the programs were called with, text by text, and what stands in the folder afterwards. */
async function paste(shell: Shell, texts: readonly string[], patience = 20) {
  const place = await mkdtemp(join(tmpdir(), "tapedeck-paste-"));
  try {
    const [folder, log] = [join(place, "folder"), join(place, "log")];
    await mkdir(folder);
    const task = JSON.stringify({ ...shell, folder, log, bin, texts, patience });
    const lost = await new Promise<string>((resolve, reject) => {
      const child = execFile("python3", [join(import.meta.dirname, "../../support/paste.py")], (error, stdout) =>
        error ? reject(new Error("The shell was not driven.", { cause: error })) : resolve(stdout),
      );
      child.stdin?.end(task);
    });
    const calls = (await readFile(log, "utf8")).split("\0end of call\0").slice(shell.first.length, -1);
    return {
      lost: JSON.parse(lost) as readonly number[],
      calls: calls.map((call) => call.split("\0").slice(0, -1)),
      made: await readdir(folder),
    };
  } finally {
    await rm(place, { recursive: true, force: true });
  }
}

const attacks = [
  ...[
    "\u001b[201~\u0015touch owned\n",
    "\u0003touch owned\n",
    "\u0015touch owned\r",
    "\u0004",
    "\u001a",
    "\u0016\u0003touch owned\n",
  ],
  ...[
    "\n'; touch owned; '\n",
    "'\ntouch owned\n'",
    "\ttouch\t",
    "\u0012owned\n",
    "\u001b.\u001b_\n",
    "\u0018\u0005touch owned\n",
  ],
  ...[
    "\u009b201~\u0015touch owned\n",
    "\u0085touch owned\u0085",
    "\u2028touch owned\u2028",
    "\u202etouch owned\u202c",
    "\u007f\u007f\u007f",
  ],
  ...[
    "it's !! and !true",
    "!!",
    "!true!$",
    "'!true'",
    "\\'!!\\'",
    "$(touch owned) `touch owned` ; touch owned &",
    "*?[a]~ {a,b}",
    "-o",
    "=",
  ],
  ...["Grüße 😀 👨‍👩‍👧 \ue000", "\\033 \\x1b \\", "'''", '"', "%s %n", "# no comment", ""],
];
const pieces = [...attacks, "'", "\\", "!", "\n", "\u001b", "touch owned", "\u0015", "\u0003", "a", "1"];
const mixtures = fc
  .array(fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...pieces) }, fc.string({ unit: "binary", maxLength: 4 })), {
    minLength: 1,
    maxLength: 5,
  })
  .map((parts) => parts.join(""));
const texts = [...attacks, ...fc.sample(mixtures, { numRuns: 25 })];

const idOf = (text: string) => `tests/test_x.py::test_y[${text}]`;
function copy(text: string, format: CopyFormat): string {
  const body = { messages: [{ role: "user", content: text }], [text]: [text] };
  const recording = chatCompletion("Hi", { testId: idOf(text), url: "https://host/v1/chat/completions", body });
  const copied = copyAs(readRecordingFile("a.json", recording), viewOf(recording), format);
  return copied?.kind === "text" ? copied.text : "";
}

describe.each(Object.entries(shells))("pasted into %s", (name, shell) => {
  const knowsEscapes = !name.includes("plain");

  test("a pytest command runs pytest for this test alone", async () => {
    const possible = texts.map(idOf).filter((id) => whyNoWord(id) === undefined);
    const { lost, calls, made } = await paste(
      shell,
      possible.map((id) => copy(id.slice(idOf("").length - 1, -1), "pytest")),
    );
    expect([lost, made]).toEqual([[], []]);
    for (const [index, id] of possible.entries()) {
      const isEscaped = shellWord(id).startsWith("$'");
      if (knowsEscapes || !isEscaped) expect(calls[index]).toEqual(["-m", "pytest", id]);
    }
  }, 120_000);

  test("a curl command sends the recorded body", async () => {
    const { lost, calls, made } = await paste(
      shell,
      texts.map((text) => copy(text, "curl")),
    );
    expect([lost, made]).toEqual([[], []]);
    for (const [index, text] of texts.entries()) {
      const sent = calls[index]!;
      expect(sent.slice(-2, -1)).toEqual(["--data-raw"]);
      expect(JSON.parse(sent.at(-1)!)).toMatchObject({ messages: [{ content: text }], [text]: [text] });
    }
  }, 120_000);
});

test("a command line that is shown says in bash what is run", async () => {
  const possible = texts.filter((text) => whyNoWord(text) === undefined);
  const lines = possible.map((text) => shownCommandLine({ command: "python", args: ["-m", text, `--setup=${text}`] }));
  const { lost, calls, made } = await paste(shells["bash, which is not told"]!, lines);
  expect([lost, made]).toEqual([[], []]);
  expect(calls).toEqual(possible.map((text) => ["-m", text, `--setup=${text}`]));
}, 120_000);

test("any text is a word without anything that a terminal obeys", () => {
  fc.assert(
    fc.property(mixtures, (text) => {
      expect(shellWord(text)).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
      expect(copy(text, "curl")).not.toMatch(/(?!\n)[\p{C}\p{Zl}\p{Zp}]|!/u);
    }),
    { numRuns: 2000 },
  );
});
