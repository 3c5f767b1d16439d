/** Pictures of one surface after the other in one window: each in every theme, wide and narrow. */
import { cp, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inject, test } from "vitest";
import { openEditor, themes, type Editor, type EditorOptions, type Theme } from "../../support/editor/editor";
import { addFiles, copySample } from "../../support/editor/workspace";
import { plain } from "../plain";
import { settled } from "../settled";

/** The class that the workbench has in a theme, and the one that the pages of webviews have. */
const classes: Readonly<Record<Theme, readonly [workbench: string, page: string]>> = {
  light: ["vs", "vscode-light"],
  dark: ["vs-dark", "vscode-dark"],
  "high-contrast": ["hc-black", "vscode-high-contrast:not(.vscode-high-contrast-light)"],
  "high-contrast-light": ["hc-light", "vscode-high-contrast-light"],
};

export type Width = "wide" | "narrow";

/** Where a surface is: alone in the editor area, in the side bar beside it, or in a second editor group. Narrow, it has 480 pixels there, in the side bar 320. */
export type Place = "editor" | "sideBar" | "beside";

const height = 820;
const sideBarWidth = { wide: 380, narrow: 320 } as const;
const windowWidth: Readonly<Record<Place, Readonly<Record<Width, number>>>> = {
  editor: { wide: 1280, narrow: 480 },
  sideBar: { wide: 1280, narrow: 800 },
  beside: { wide: 1440, narrow: 960 },
};

/** Brings a surface on show; called for each width. */
export type Show = (editor: Editor, width: Width) => Promise<void>;

export interface Window extends Omit<EditorOptions, "vsix" | "workspace"> {
  readonly sample?: Parameters<typeof copySample>[0];
  /** Added to the sample before the editor starts. */
  readonly files?: Readonly<Record<string, string>>;
  /** What else is done to the workspace before it is opened. */
  readonly prepare?: (workspace: string) => Promise<void>;
}

/** A function that takes the pictures of a surface, `name`-`theme`-`width`.png, in a window that all surfaces of a file share. */
export function picturesIn({ sample, files = {}, prepare, settings, ...options }: Window) {
  const withEditor = test
    .extend("workspace", { scope: "file" }, async ({}, { onCleanup }) => {
      const parent = await mkdtemp(join(tmpdir(), "tapedeck-pictures-"));
      onCleanup(() => rm(parent, { recursive: true, force: true, maxRetries: 10 }));
      // The explorer's title is the folder's name.
      const workspace = join(parent, "sample");
      await cp(await copySample(sample), workspace, { recursive: true });
      await addFiles(workspace, files);
      await prepare?.(workspace);
      return workspace;
    })
    .extend("editor", { scope: "file" }, async ({ workspace }, { onCleanup }) => {
      const editor = await openEditor({ ...options, workspace, vsix: inject("vsix"), settings: { ...plain, ...settings } });
      onCleanup(() => editor.close());
      return editor;
    });
  return (name: string, place: Place, show: Show, pointer?: "pointer stays") => {
    withEditor(name, async ({ editor, onTestFailed }) => {
      onTestFailed(async () => console.error(`Screenshot: ${await editor.screenshot(`failed ${name}`)}`));
      for (const width of ["wide", "narrow"] as const) {
        await arrange(editor, place, width);
        await show(editor, width);
        // Where the last click was, something may be marked that nobody points at.
        if (pointer === undefined) await editor.page.mouse.move(width === "wide" ? 700 : 300, height - 4);
        for (const theme of Object.keys(themes) as Theme[]) {
          await changeTheme(editor, theme);
          await settled(editor);
          await editor.screenshot(`surfaces/${name}-${theme}-${width}`);
        }
      }
    });
  };
}

async function arrange(editor: Editor, place: Place, width: Width): Promise<void> {
  const { page } = editor;
  await page.keyboard.press("Escape");
  await page.setViewportSize({ width: windowWidth[place][width], height });
  const sideBar = page.locator(".part.sidebar");
  if ((place === "sideBar") !== (await sideBar.isVisible())) await editor.runCommand("View: Toggle Primary Side Bar Visibility");
  if (place !== "sideBar") return;
  const box = await sideBar.boundingBox();
  if (!box) throw new Error("There is no side bar.");
  await page.mouse.move(box.x + box.width, height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + sideBarWidth[width], height / 2, { steps: 4 });
  await page.mouse.up();
}

/** By the workspace's settings, since VS Code in a browser does not watch the user's: what is open stays open. */
async function changeTheme({ page, workspace }: Editor, theme: Theme): Promise<void> {
  const path = ".vscode/settings.json";
  const text = await readFile(join(workspace, path), "utf8").catch(() => "{}");
  const settings = { ...(JSON.parse(text) as object), "workbench.colorTheme": themes[theme] };
  await addFiles(workspace, { [path]: JSON.stringify(settings) });
  const [workbench, webview] = classes[theme];
  await page.locator(`.monaco-workbench.${workbench}`).waitFor();
  for (const frame of await page.locator("iframe.webview.ready").filter({ visible: true }).all())
    await frame.contentFrame().frameLocator("#active-frame").locator(`body.${webview}`).waitFor({ state: "attached" });
}
