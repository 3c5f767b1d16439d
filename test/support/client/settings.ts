/** Settings on top of the manifest's defaults. */
import { readFileSync } from "node:fs";
import { join } from "node:path";

const manifest = JSON.parse(readFileSync(join(import.meta.dirname, "../../../package.json"), "utf8")) as {
  readonly contributes: {
    readonly configuration: { readonly properties: Readonly<Record<string, { readonly default?: unknown }>> };
  };
};

const defaults = manifest.contributes.configuration.properties;

/** Full names and values, as in a settings.json. */
export class Settings {
  constructor(readonly workspace: Record<string, unknown> = {}) {}

  /** As `vscode.workspace.getConfiguration`. */
  readonly section = (section: string) => {
    const nameOf = (key: string) => `${section}.${key}`;
    return {
      get: (key: string, otherwise?: unknown): unknown =>
        this.workspace[nameOf(key)] ?? defaults[nameOf(key)]?.default ?? otherwise,
      inspect: (key: string) => ({ workspaceValue: this.workspace[nameOf(key)] }),
      update: (key: string, value: unknown) => {
        this.workspace[nameOf(key)] = value;
        return Promise.resolve();
      },
    };
  };

  /** As a server gets them: the `tapedeck` section, nested. */
  get nested(): Readonly<Record<string, unknown>> {
    const nested: Record<string, Record<string, unknown>> = {};
    for (const [name, value] of Object.entries(this.workspace)) {
      const [, section, key] = name.split(".");
      if (section === undefined) continue;
      if (key === undefined) Object.assign(nested, { [section]: value });
      else nested[section] = { ...nested[section], [key]: value };
    }
    return nested;
  }
}
