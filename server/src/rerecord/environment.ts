/** Which environment variables a run needs, inferred from the providers in its recordings. Only checks whether they are set, never their values. */
import type { ProviderKey } from "../recording/recorder";

export interface RequiredVariable {
  readonly name: string;
  /** What needs it: a provider's host, or "tapedeck.rerecord.requires". */
  readonly by: string;
  readonly present: boolean;
  /** The suite's own files set it to a constant, as they do for replay, which the run may see instead. */
  readonly fixed?: true;
}

/** The variables that Python code unconditionally sets to a string literal. */
export function fixedVariables(text: string): readonly string[] {
  const settings = /(?:\benviron\[|\bsetenv\() ?["'](\w{1,100})["'](?:\] ?=|,) ?["']/g;
  return Array.from(text.matchAll(settings), ([, name = ""]) => name);
}

/**
 * `keys` are the recorder's, `urls` those of recorded requests; `environment` is that of the run, `fixed` are the variables that the suite sets.
 * Missing ones come first.
 */
export function requiredVariables(
  keys: readonly ProviderKey[],
  urls: readonly string[],
  requires: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
  fixed: readonly string[] = [],
): readonly RequiredVariable[] {
  const has = (name: string) => (environment[name] ?? "") !== "";
  const isFixed = (name: string) => fixed.includes(name);
  const hosts = [...new Set(urls.map(hostOf))];
  const ofHosts = keys.flatMap(({ host, variables }) => {
    const by = hosts.find((each) => host.test(each));
    return by === undefined ? [] : [{ name: variables.find(has) ?? variables.find(isFixed) ?? variables[0] ?? "", by }];
  });
  const named = requires.map((name) => ({ name, by: "tapedeck.rerecord.requires" }));
  const told = ({ name, by }: (typeof named)[number]): RequiredVariable => ({
    ...{ name, by, present: has(name) },
    ...(isFixed(name) ? { fixed: true } : {}),
  });
  const unique = new Map([...ofHosts, ...named].map((each) => [each.name, told(each)]));
  return [...unique.values()].sort((a, b) => Number(a.present) - Number(b.present));
}

function hostOf(url: string): string {
  try {
    return new URL(url).hostname;
  } catch {
    return "";
  }
}
