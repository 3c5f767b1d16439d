/** A plan as items of a quick pick, to be reviewed before anything runs. Pure. */
import { testName, type ConcernedRecording } from "../../../server/src/protocol";
import { shownCommandLine } from "../../../server/src/rerecord/commandLine";
import { plannedCommand, type Prepared } from "../../../server/src/rerecord/prepare";
import type { ListItem } from "../plainText";

/** What choosing an item does. */
export type PlanAction =
  | { readonly kind: "run" }
  | { readonly kind: "mode" }
  | { readonly kind: "setup" }
  | { readonly kind: "profile" }
  | { readonly kind: "environment" }
  | { readonly kind: "interpreter" }
  | { readonly kind: "open"; readonly uri: string };

export interface PlanItem extends ListItem {
  /** undefined for a heading. */
  readonly action: PlanAction | undefined;
}

export interface ShownPlan {
  readonly prepared: Prepared;
  readonly concerned: readonly ConcernedRecording[];
  /** undefined if there are none to choose from. */
  readonly profile: string | undefined;
  readonly nameOfRecording: (uri: string) => string;
}

/** Missing modules and variables come first; the run itself is active at first. */
export function planItems(plan: ShownPlan): readonly PlanItem[] {
  const { prepared, concerned, profile } = plan;
  const missing = prepared.required.filter(({ present }) => !present);
  return [
    ...prepared.missingModules.map((name) => ({
      icon: "warning",
      label: `The interpreter has no module ${name}`,
      description: "imported by conftest.py; choose another interpreter",
      action: { kind: "interpreter" } as const,
    })),
    ...missing.map(({ name, by }) => ({
      icon: "warning",
      label: `${name} is not set`,
      description: `used by ${by}`,
      action: { kind: "environment" } as const,
    })),
    ...prepared.required
      .filter(({ fixed }) => fixed)
      .map(({ name }) => ({
        icon: "info",
        label: `conftest.py sets ${name}`,
        description: "possibly to a placeholder, which the provider may reject",
        action: { kind: "environment" } as const,
      })),
    { icon: "record", label: "Record", detail: shownCommandLine(plannedCommand(prepared)), action: { kind: "run" } },
    heading("How"),
    modeItem(prepared),
    ...setupItems(prepared),
    ...(profile === undefined
      ? []
      : [{ icon: "settings-gear", label: `Profile: ${profile || "none"}`, action: { kind: "profile" } as const }]),
    environmentItem(prepared),
    ...(concerned.length === 0 ? [heading("No recordings yet")] : [heading(headline(concerned))]),
    ...concerned.map((recording) => recordingItem(recording, plan.nameOfRecording)),
  ];
}

function heading(label: string): PlanItem {
  return { label, action: undefined };
}

function modeItem({ settings }: Prepared): PlanItem {
  const words = {
    record: "every request goes to the provider",
    "record-if-missing": "only requests without a recording go to the provider",
  };
  return { icon: "gear", label: `Mode: ${settings.mode}`, description: words[settings.mode], action: { kind: "mode" } };
}

function setupItems({ setup, stackConfig, setups }: Prepared): readonly PlanItem[] {
  if (setup === undefined && stackConfig === undefined && setups.length === 0) return [];
  const stack = stackConfig === undefined ? {} : { description: `on ${stackConfig}` };
  return [{ icon: "server", label: `Setup: ${setup ?? "none"}`, ...stack, action: { kind: "setup" } }];
}

function environmentItem({ settings, required }: Prepared): PlanItem {
  const own = Object.keys(settings.environment);
  const present = required.filter(({ name, present: is }) => is && !own.includes(name)).map(({ name }) => name);
  const names = [...own, ...present];
  return {
    icon: "symbol-variable",
    label: "Environment",
    description: names.length === 0 ? "same as the editor's" : names.join(", "),
    action: { kind: "environment" },
  };
}

function headline(concerned: readonly ConcernedRecording[]): string {
  const follow = concerned.filter(({ follows }) => follows).length;
  const count = concerned.length === 1 ? "1 recording" : `${concerned.length} recordings`;
  const turns = follow === 1 ? "1 later turn changes" : `${follow} later turns change`;
  return follow === 0 ? count : `${count}, ${turns} with the answers before`;
}

function recordingItem({ uri, testId, turn, follows, model }: ConcernedRecording, nameOf: (uri: string) => string): PlanItem {
  const parts = [
    ...(turn ? [`turn ${turn.number} of ${turn.of}`] : []),
    ...(follows ? ["its request will change"] : []),
    ...(model === null ? [] : [model]),
    nameOf(uri),
  ];
  return { icon: "json", label: testName(testId), description: parts.join(" · "), action: { kind: "open", uri } };
}
