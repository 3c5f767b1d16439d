/** A real VS Code with the packaged extension, and what a user does with it. */
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";
import { launchChromium } from "./browser.mjs";
import { killExtensionHosts } from "./crash";
import { folderAddress, installExtension, quietSettings, startCodeServer } from "./codeServer.mjs";
import { failuresIn } from "./failures";
import { panels, type Panels } from "./panels";
import { quickFixes, type QuickFixes } from "./quickFixes";
import { quickInput, type QuickInput } from "./quickInput";
import { textEditor, type TextEditor } from "./textEditor";
import { trees, type Trees } from "./trees";

export interface EditorOptions {
  /** Absolute path of the folder to open. */
  readonly workspace: string;
  /** Absolute path of the packaged extension. */
  readonly vsix: string;
  /** Default: light. */
  readonly theme?: Theme;
  /** In CSS pixels. Default: 1400 × 900. */
  readonly viewport?: { readonly width: number; readonly height: number };
  /** User settings beyond those that keep the editor quiet. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Default: true. False: restricted mode, as after "No, I don't trust the authors". */
  readonly trusted?: boolean;
  /** Environment variables for the extension host and the terminals, in addition to this process's own; undefined removes one. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Device pixels per CSS pixel, for screenshots. Default: 1. */
  readonly scale?: number;
}

export type Theme = keyof typeof themes;

export interface Editor extends QuickInput, QuickFixes, TextEditor, Panels, Trees {
  /** For what the actions do not cover. */
  readonly page: Page;
  readonly workspace: string;
  /** Saves what the window shows to test/output/`name`.png, and returns the path. */
  screenshot(name: string): Promise<string>;
  /** Kills the process that extensions run in, as a crash does, and loads the window again (Linux). */
  crash(): Promise<void>;
  /** The errors that the extension or its server logged since the last call. */
  takeFailures(): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** As the setting `workbench.colorTheme` calls them. */
export const themes = {
  light: "Light Modern",
  dark: "Dark Modern",
  "high-contrast": "Default High Contrast",
  "high-contrast-light": "Default High Contrast Light",
} as const;

/** Where screenshots go; ignored by git. */
export const outputFolder = fileURLToPath(new URL("../../output/", import.meta.url));

/** Starts VS Code on a fresh profile with the extension installed, opens the folder, and waits for the workbench. Close it when done. */
export async function openEditor(options: EditorOptions): Promise<Editor> {
  const profile = await mkdtemp(join(tmpdir(), "tapedeck-"));
  const cleanUp: (() => Promise<unknown>)[] = [
    () => rm(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 }),
  ];
  const close = async () => {
    for (const step of cleanUp.splice(0).reverse()) await step();
  };
  try {
    const server = await startServer(profile, options);
    cleanUp.push(server.stop);
    const browser = await launchChromium();
    cleanUp.push(() => browser.close());
    const page = await browser.newPage({
      viewport: options.viewport ?? { width: 1400, height: 900 },
      deviceScaleFactor: options.scale ?? 1,
    });
    page.setDefaultTimeout(30_000);
    await page.goto(folderAddress(server, options.workspace));
    await page.locator(".monaco-workbench .explorer-folders-view .monaco-list-row").first().waitFor();
    return editorOn(page, options.workspace, {
      close,
      takeFailures: failuresIn(join(profile, "data/logs")),
      async crash() {
        await killExtensionHosts(server.pid ?? 0);
        await page.reload();
        // The view that is shown at the start is the user's last one.
        await page.locator(".monaco-workbench .activitybar").first().waitFor();
      },
    });
  } catch (error) {
    await close();
    throw error;
  }
}

async function startServer(profile: string, options: EditorOptions) {
  const serverOptions = {
    userData: join(profile, "data"),
    extensions: join(profile, "extensions"),
    settings: { ...quietSettings, "workbench.colorTheme": themes[options.theme ?? "light"], ...options.settings },
    askForTrust: options.trusted === false,
    environment: { ...process.env, ...options.environment },
  };
  await installExtension(options.vsix, serverOptions);
  return startCodeServer(serverOptions);
}

function editorOn(page: Page, workspace: string, ends: Pick<Editor, "close" | "crash" | "takeFailures">): Editor {
  const quick = quickInput(page);
  return {
    ...quick,
    ...quickFixes(page),
    ...textEditor(page, quick),
    ...panels(page, quick),
    ...trees(page),
    page,
    workspace,
    async screenshot(name) {
      const path = join(outputFolder, `${name.replaceAll(/[^\w./-]+/g, "-")}.png`);
      await mkdir(dirname(path), { recursive: true });
      await page.screenshot({ path, animations: "disabled" });
      return path;
    },
    ...ends,
  };
}
