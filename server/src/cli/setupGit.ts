/** `tapedeck setup-git`: makes git compare recordings by meaning, in this repository and for this user only. */
import { mkdir, rm } from "node:fs/promises";
import { dirname } from "node:path";
import type { Command } from "commander";
import { readOwnText } from "../disk/read";
import { defaultPlaces } from "../formats/places";
import { expand } from "../index/scan/globs";
import { shellWord } from "../recording/shellWord";
import { writeWhole } from "../rerecord/wholeFile";
import { command } from "./command";
import { Git } from "../git/git";
import { write } from "./output";

const [begin, end] = ["# tapedeck: made by `tapedeck setup-git`, removed by `tapedeck setup-git --remove`", "# tapedeck: end"];
const driver = "diff.tapedeck.textconv";

export function setupGitCommand(): Command {
  return command("setup-git", "Make `git diff`, `git log -p` and `git show` print recordings readably in this repository.")
    .option("--remove", "undo the setup")
    .addHelpText(
      "after",
      "\nSets diff.tapedeck.textconv in the repository's configuration and attributes in its info/attributes; no project file changes.",
    )
    .action(async ({ remove = false }: { readonly remove?: boolean }) => setUp(await Git.around(process.cwd()), remove));
}

async function setUp(git: Git, remove: boolean): Promise<void> {
  const path = await git.ownFile("info/attributes");
  const others = withoutOurs(await readOwnText(path).catch(() => ""));
  await git.configure(driver, remove ? undefined : textconvLine());
  if (remove && others === "") await rm(path, { force: true });
  else {
    await mkdir(dirname(path), { recursive: true });
    await writeWhole(path, remove ? others : `${others}${[begin, ...attributes(), end].join("\n")}\n`);
  }
  await write(remove ? "git compares recordings line by line again.\n" : "git now compares recordings by content.\n");
}

/** The command line of this program, as git is to call it. */
function textconvLine(): string {
  const words = [process.execPath, process.argv[1] ?? "tapedeck", "textconv"];
  return words.map((word) => shellWord(word)).join(" ");
}

/** Gitattributes patterns have no braces. */
function attributes(): readonly string[] {
  const globs = defaultPlaces.flatMap((place) => expand(place) ?? []).filter((glob) => !/\.(?:gz|encrypted)$/.test(glob));
  return globs.map((glob) => `${glob} diff=tapedeck`);
}

function withoutOurs(text: string): string {
  const [before = "", rest] = text.split(`${begin}\n`, 2);
  if (rest === undefined) return text === "" || text.endsWith("\n") ? text : `${text}\n`;
  return before + rest.slice(rest.indexOf(`${end}\n`) + end.length + 1);
}
