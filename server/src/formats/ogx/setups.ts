/** OGX's (Llama Stack's) setups: finds the one that a test was recorded with, from the suite's own `suites.py`. */

/** A setup's key, and its models: `openai/gpt-4o`. */
export interface Setup {
  readonly name: string;
  readonly models: readonly string[];
}

/** The setups that a `suites.py` defines, in order; none for other texts. */
export function readSetups(text: string): readonly Setup[] {
  const parts = text.split(/^[ \t]*["']([\w.-]+)["']\s*:\s*Setup\(/m);
  return parts.flatMap((name, index) => {
    if (index % 2 === 0) return [];
    const body = parts[index + 1] ?? "";
    const models = [...body.matchAll(/["'](?:text|vision|embedding|rerank)_model["']\s*:\s*["']([^"']+)["']/g)];
    return [{ name, models: models.flatMap(([, model]) => model ?? []) }];
  });
}

/** The setups and their stacks in a `ci_matrix.json`; none for other texts. */
export function readStackConfigs(text: string): readonly { readonly setup: string; readonly stackConfig: string | undefined }[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return [];
  }
  const lists = typeof value === "object" && value !== null ? Object.values(value as Record<string, unknown>) : [];
  return lists
    .flatMap((list): unknown[] => (Array.isArray(list) ? list : []))
    .flatMap((entry) => {
      const { setup, stack_config: stackConfig } = (typeof entry === "object" && entry !== null ? entry : {}) as Record<
        string,
        unknown
      >;
      if (typeof setup !== "string") return [];
      return [{ setup, stackConfig: typeof stackConfig === "string" ? stackConfig : undefined }];
    });
}

/**
 * The setup with the models in the tests' parameters (`txt=openai/gpt-4o`), or else one of the same provider. undefined if the tests name no
 * model, or models of several setups.
 */
export function chooseSetup(setups: readonly Setup[], params: readonly string[], modules: readonly string[]): string | undefined {
  const chosen = new Set(params.map((param) => setupFor(setups, param, modules)).filter((name) => name !== undefined));
  return chosen.size === 1 ? [...chosen][0] : undefined;
}

function setupFor(setups: readonly Setup[], param: string, modules: readonly string[]): string | undefined {
  const stands = (model: string) => param.includes(`=${model}`);
  const exact = setups.filter(({ models }) => models.some(stands));
  const provider = /(?:txt|vis)=([\w.-]+)\//.exec(param)?.[1];
  const alike = setups.filter(({ models }) => provider !== undefined && models.some((model) => model.startsWith(`${provider}/`)));
  const vision = modules.some((module) => module.includes("vision")) || param.includes("vis=");
  const candidates = exact.length > 0 ? mostAlike(exact, stands) : alike;
  return (vision ? candidates.find(({ name }) => name.includes("vision")) : undefined)?.name ?? candidates[0]?.name;
}

/** Sharing a text and an embedding model counts for more than sharing the embedding model alone. */
function mostAlike(setups: readonly Setup[], stands: (model: string) => boolean): readonly Setup[] {
  const score = ({ models }: Setup) => models.filter(stands).length;
  const best = setups.reduce((most, setup) => Math.max(most, score(setup)), 0);
  return setups.filter((setup) => score(setup) === best);
}
