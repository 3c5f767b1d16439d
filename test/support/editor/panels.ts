/** Everything around the text: problems, notifications, the peek view, the outline, terminals, webviews. */
import type { FrameLocator, Page } from "playwright-core";
import type { QuickInput } from "./quickInput";

/** A row of the Problems panel. Line and column are one-based. */
export interface Problem {
  readonly file: string;
  readonly severity: string;
  readonly message: string;
  /** "tapedeck"; undefined if the row names none. */
  readonly source: string | undefined;
  readonly line: number;
  readonly column: number;
}

export interface PeekEntry {
  /** A file's row (with its folder), or the row of a reference in it. */
  readonly kind: "file" | "reference";
  readonly text: string;
}

export interface Panels {
  /** The rows of the Problems panel that fit into it; opens the panel if necessary. */
  problems(): Promise<readonly Problem[]>;
  /** Jumps to a problem by (a part of) its message, like a double click. */
  openProblem(message: string): Promise<void>;
  /** The messages of the visible notifications, newest first. */
  notifications(): Promise<readonly string[]>;
  /** Waits for a notification by (a part of) its text, and clicks one of its buttons. */
  pressNotificationButton(message: string | RegExp, button: string): Promise<void>;
  /** Closes all notifications. */
  clearNotifications(): Promise<void>;
  /** The text and buttons of a modal dialog; undefined if none is open. */
  dialog(): Promise<{ readonly text: string; readonly buttons: readonly string[] } | undefined>;
  pressDialogButton(name: string): Promise<void>;
  /** Waits for the references peek, opens its files, and reads its entries from the top. */
  peekEntries(): Promise<readonly PeekEntry[]>;
  /** Opens an entry of the peek view by (a part of) its text. */
  openPeekEntry(text: string | RegExp): Promise<void>;
  closePeek(): Promise<void>;
  /** The outline of the active editor, names with their details, from the top, as far as it is expanded and fits. */
  outline(): Promise<readonly string[]>;
  /** The text of the visible terminal, one string per row. */
  terminalText(): Promise<string>;
  /** Follows a link in the visible terminal with Ctrl and a click, by (a part of) its text in a row. */
  followTerminalLink(text: string, row: RegExp): Promise<void>;
  /** The text of the selected output channel. */
  outputText(): Promise<string>;
  /** The page inside the (only) webview. */
  webview(): FrameLocator;
}

export function panels(page: Page, quick: QuickInput): Panels {
  const problemRows = page.locator(".markers-panel-container .monaco-list-row");
  const toasts = page.locator(":is(.notifications-toasts, .notifications-center) .notification-list-item");
  const dialogBox = page.locator(".monaco-dialog-box");
  const peek = page.locator(".peekview-widget");
  const peekRows = peek.locator(".ref-tree .monaco-list-row");
  const outlineRows = page.locator(".outline-tree .monaco-list-row");

  return {
    async problems() {
      if (!(await page.locator(".markers-panel-container").isVisible()))
        await quick.runCommand("Problems: Focus on Problems View");
      await page.locator(".markers-panel-container").waitFor();
      return problemsOf(await problemRows.evaluateAll((rows) => rows.map((row) => row.getAttribute("aria-label") ?? "")));
    },
    openProblem: (message) => problemRows.filter({ hasText: message }).first().dblclick(),
    notifications: () => toasts.locator(".notification-list-item-message").allInnerTexts(),
    async pressNotificationButton(message, button) {
      const notification = toasts.filter({ hasText: message }).first();
      // On a slow machine a notification may already have moved to the notification center.
      const shown = notification.waitFor({ timeout: 10_000 }).catch(() => quick.runCommand("Notifications: Show Notifications"));
      await shown;
      await notification.getByRole("button", { name: button, exact: true }).click();
    },
    clearNotifications: () => quick.runCommand("Notifications: Clear All Notifications"),
    async dialog() {
      if (!(await dialogBox.isVisible())) return undefined;
      const buttons = await dialogBox.locator(".dialog-buttons .monaco-button").allInnerTexts();
      return { text: await dialogBox.locator(".dialog-message-container").innerText(), buttons };
    },
    pressDialogButton: (name) => dialogBox.getByRole("button", { name, exact: true }).click(),
    async peekEntries() {
      await peekRows.first().waitFor();
      await unfoldAll();
      return peekRows.evaluateAll((rows) =>
        rows.map((row) => ({
          kind: row.hasAttribute("aria-expanded") ? ("file" as const) : ("reference" as const),
          text: [...row.querySelectorAll(".monaco-icon-label-container > *, .monaco-count-badge, .referenceMatch")]
            .map((part) => part.textContent.replaceAll("\u00a0", " ").trim())
            .join(" "),
        })),
      );
    },
    openPeekEntry: (text) => peekRows.filter({ hasText: text }).first().dblclick(),
    async closePeek() {
      await peek.getByRole("button", { name: "Close" }).click();
      await peek.waitFor({ state: "detached" });
    },
    async outline() {
      if (!(await outlineRows.first().isVisible())) await quick.runCommand("Explorer: Focus on Outline View");
      await outlineRows.first().waitFor();
      const labels = outlineRows.locator(".monaco-icon-label-container");
      return labels.evaluateAll((all) =>
        all.map((label) =>
          [...label.children]
            .map((part) => part.textContent)
            .join(" ")
            .trim(),
        ),
      );
    },
    terminalText: async () =>
      (await page.locator(".terminal-wrapper.active .xterm-rows > div").allInnerTexts()).join("\n").trimEnd(),
    async followTerminalLink(text, row) {
      const words = page.locator(".terminal-wrapper.active .xterm-rows > div > span").filter({ hasText: row }).first();
      const [shown, box] = [(await words.textContent()) ?? "", await words.boundingBox()];
      if (!box || !shown.includes(text)) throw new Error(`The terminal shows no ${text} in a row like ${String(row)}.`);
      const x = box.x + (box.width * (shown.indexOf(text) + 1)) / shown.length;
      await page.keyboard.down("Control");
      // The editor looks for links when the mouse moves over them.
      await page.mouse.move(x, box.y + box.height / 2, { steps: 5 });
      await page.locator(".xterm-hover, .workbench-hover").filter({ hasText: "ctrl + click" }).waitFor();
      await page.mouse.click(x, box.y + box.height / 2);
      await page.keyboard.up("Control");
    },
    outputText: async () => (await page.locator(".output-view .view-line").allInnerTexts()).join("\n").replaceAll("\u00a0", " "),
    webview: () => page.frameLocator("iframe.webview.ready").frameLocator("#active-frame"),
  };

  async function unfoldAll(): Promise<void> {
    const folded = peek.locator(".ref-tree .monaco-list-row[aria-expanded=false]");
    while ((await folded.count()) > 0) {
      const label = await folded.first().getAttribute("aria-label");
      await folded.first().locator(".monaco-tl-twistie").click();
      // Rows above may move this one, and the list changes its ids: only the label stays.
      await peek
        .locator(".ref-tree .monaco-list-row[aria-expanded=true]")
        .and(page.getByLabel(label ?? "", { exact: true }))
        .waitFor();
    }
    await page.waitForFunction(allUnfolded);
  }
}

/** Runs in the page: whether every file's row has a reference below it, which appears when the file is read. */
function allUnfolded(): boolean {
  const rows = [...document.querySelectorAll<HTMLElement>(".peekview-widget .ref-tree .monaco-list-row")];
  const files = rows
    .sort((a, b) => Number(a.dataset["index"]) - Number(b.dataset["index"]))
    .map((row) => row.hasAttribute("aria-expanded"));
  return files.length > 0 && files.every((isFile, at) => !isFile || files[at + 1] === false);
}

/** Reads the rows' accessible labels: one for each file, and one for each problem below it. */
function problemsOf(labels: readonly string[]): readonly Problem[] {
  let file = "";
  return labels.flatMap((label) => {
    file = /^\d+ problems in file (.*) of folder /.exec(label)?.[1] ?? file;
    const pattern =
      /^(?<severity>\w+): (?<message>[^]*) at line (?<line>\d+) and character (?<column>\d+)\.(?: generated by (?<source>\S+))?/;
    const { severity, message, line, column, source } = pattern.exec(label)?.groups ?? {};
    if (severity === undefined || message === undefined) return [];
    return [{ file, severity, message, source, line: Number(line), column: Number(column) }];
  });
}
