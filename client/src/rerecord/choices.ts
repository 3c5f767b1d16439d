/** Remembers the user's choices for runs in this workspace. */
import type { Memento } from "vscode";
import { modeOf, type RecordMode } from "../../../server/src/rerecord/settings";

export interface Choice {
  readonly profile?: string | undefined;
  readonly mode?: RecordMode | undefined;
  /** Empty: none. */
  readonly setup?: string | undefined;
}

const key = "tapedeck.rerecord.choices";

/** The last choices for similar tests: `suite` is the folder they run in, `setup` the setup that was inferred for them. */
export class Choices {
  constructor(private readonly memento: Memento) {}

  get(suite: string, setup: string | undefined): Choice {
    const found = this.#all()[nameOf(suite, setup)];
    const {
      profile,
      mode,
      setup: chosen,
    } = (typeof found === "object" && found !== null ? found : {}) as Record<string, unknown>;
    return { profile: text(profile), mode: modeOf(mode), setup: text(chosen) };
  }

  async set(suite: string, setup: string | undefined, choice: Choice): Promise<void> {
    await this.memento.update(key, { ...this.#all(), [nameOf(suite, setup)]: choice });
  }

  #all(): Readonly<Record<string, unknown>> {
    const all = this.memento.get<unknown>(key);
    return typeof all === "object" && all !== null ? (all as Record<string, unknown>) : {};
  }
}

function nameOf(suite: string, setup: string | undefined): string {
  return JSON.stringify([suite, setup ?? null]);
}

function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
