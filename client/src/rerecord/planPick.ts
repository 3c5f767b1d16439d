/** Shows what will be run, lets the user change it, and asks for confirmation. */
import type * as vscode from "vscode";
import type { RerecordPlan } from "../../../server/src/protocol";
import { nameOf } from "../../../server/src/rerecord/describe";
import { prepare, type Prepared, type Refused } from "../../../server/src/rerecord/prepare";
import { pick, pickFromGroups, showError, withProgress } from "../notifications";
import type { RecordMode } from "../../../server/src/rerecord/settings";
import { Choices, type Choice } from "./choices";
import { planItems, type PlanAction } from "./planItems";
import { chooseInterpreter, interpreterOfPythonExtension, profileNames, rerecordSettings } from "./settings";
import type { VSCode } from "../vscode";

export type Plan = RerecordPlan & { readonly kind: "plan" };

/** undefined if the user cancelled, or was told that it cannot be run. `mode` only applies to this run. */
export async function confirmedPlan(
  vscode: VSCode,
  plan: Plan,
  memento: vscode.Memento,
  mode?: RecordMode,
): Promise<Prepared | undefined> {
  const folder = vscode.Uri.file(plan.root);
  const choices = new Choices(memento);
  const { found, choice: remembered, ...first } = await rememberedPlan(vscode, plan, memento);
  const start: Choice = mode === undefined ? remembered : { ...remembered, mode };
  let choice = start;
  let next = mode === undefined ? first.prepared : await preparedPlan(vscode, plan, start);
  for (;;) {
    const prepared = next;
    if (prepared.kind === "refused") {
      void showError(vscode, `Tapedeck cannot re-record ${nameOf(plan.nodeIds)}. ${prepared.reason}`);
      return undefined;
    }
    const action = await ask(vscode, plan, prepared, choice);
    if (action === undefined) return undefined;
    if (action.kind === "run") {
      if (choice !== start) await choices.set(plan.root, found, choice);
      return prepared;
    }
    if (action.kind === "environment" || action.kind === "open" || action.kind === "interpreter") return show(vscode, action);
    choice = await changed(vscode, action, choice, prepared, folder);
    next = await preparedPlan(vscode, plan, choice);
  }
}

/** Losing the focus cancels. */
async function show(
  vscode: VSCode,
  action: PlanAction & { readonly kind: "environment" | "open" | "interpreter" },
): Promise<undefined> {
  if (action.kind === "environment") {
    await vscode.commands.executeCommand("workbench.action.openSettings", "tapedeck.rerecord.environment");
  } else if (action.kind === "interpreter") {
    await chooseInterpreter(vscode);
  } else {
    await vscode.window.showTextDocument(vscode.Uri.parse(action.uri), { preview: true });
  }
}

/** With the settings of the last run of such tests, without asking; `found` is the setup inferred for them. */
export async function rememberedPlan(vscode: VSCode, plan: Plan, memento: vscode.Memento) {
  const progress = { location: vscode.ProgressLocation.Window, title: `Preparing to run ${nameOf(plan.nodeIds)}` };
  return withProgress(vscode, progress, async () => {
    const plain = await preparedPlan(vscode, plan, {});
    const found = plain.kind === "prepared" ? plain.setup : undefined;
    const choice = new Choices(memento).get(plan.root, found);
    const isPlain = choice.mode === undefined && choice.profile === undefined && choice.setup === undefined;
    return { found, choice, prepared: isPlain ? plain : await preparedPlan(vscode, plan, choice) };
  });
}

async function preparedPlan(vscode: VSCode, plan: Plan, choice: Choice): Promise<Prepared | Refused> {
  const folder = vscode.Uri.file(plan.root);
  const settings = rerecordSettings(vscode, folder, choice.profile);
  const chosen = {
    ...settings,
    ...(choice.mode === undefined ? {} : { mode: choice.mode }),
    ...(choice.setup === undefined ? {} : { setup: choice.setup }),
  };
  const testIds = [...new Set(plan.concerned.map(({ testId }) => testId))];
  return prepare({ ...plan, testIds }, chosen, await interpreterOfPythonExtension(vscode, folder));
}

async function ask(vscode: VSCode, plan: Plan, prepared: Prepared, choice: Choice): Promise<PlanAction | undefined> {
  const profiles = profileNames(vscode, vscode.Uri.file(plan.root));
  const items = planItems({
    prepared,
    concerned: plan.concerned,
    profile: profiles.length === 0 ? undefined : (choice.profile ?? ""),
    nameOfRecording: (uri) => shortName(uri),
  });
  const picked = await pickFromGroups(vscode, items, {
    title: `Re-record ${nameOf(plan.nodeIds)}`,
    placeHolder: "Records into a staging folder; nothing changes until you accept it",
    isHeading: ({ action }) => action === undefined,
    isActive: ({ action }) => action?.kind === "run",
  });
  return picked?.action;
}

async function changed(
  vscode: VSCode,
  action: PlanAction & { readonly kind: "mode" | "setup" | "profile" },
  choice: Choice,
  prepared: Prepared,
  folder: vscode.Uri,
): Promise<Choice> {
  switch (action.kind) {
    case "mode": {
      const { modes } = prepared.recorder;
      return { ...choice, mode: modes[(modes.indexOf(prepared.settings.mode) + 1) % modes.length] };
    }
    case "setup": {
      const setup = await choose(vscode, "Setup", prepared.setups);
      return setup === undefined ? choice : { ...choice, setup };
    }
    case "profile": {
      const profile = await choose(vscode, "Profile", profileNames(vscode, folder));
      return profile === undefined ? choice : { ...choice, profile: profile || undefined };
    }
  }
}

/** "" for none. undefined: leave it as it is. */
async function choose(vscode: VSCode, title: string, names: readonly string[]): Promise<string | undefined> {
  const none = { label: "None", name: "" };
  const picked = await pick(vscode, [none, ...names.map((name) => ({ label: name, name }))], { title });
  return picked?.name;
}

/** The first digits of a recording's name. */
function shortName(uri: string): string {
  const name = uri.slice(uri.lastIndexOf("/") + 1).replace(/\.json$/, "");
  return /^[0-9a-f]{64}$/.test(name) ? name.slice(0, 12) : name.slice(0, 40);
}
