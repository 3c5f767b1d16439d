/** Which environment variables a run needs: by the providers that the recordings were asked of. Values are never looked at, only whether there are any. */
import type { ProviderKey } from "../recording/recorder";

export interface RequiredVariable {
  readonly name: string;
  /** Who wants it: a provider's host, or "tapedeck.rerecord.requires". */
  readonly by: string;
  readonly present: boolean;
}

/** `keys` are the recorder's, `urls` those of recorded requests; `environment` is what the run will see. Missing ones stand first. */
export function requiredVariables(
  keys: readonly ProviderKey[],
  urls: readonly string[],
  requires: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): readonly RequiredVariable[] {
  const has = (name: string) => (environment[name] ?? "") !== "";
  const hosts = [...new Set(urls.map(hostOf))];
  const ofHosts = keys.flatMap(({ host, variables }) => {
    const by = hosts.find((each) => host.test(each));
    return by === undefined ? [] : [{ name: variables.find(has) ?? variables[0] ?? "", by }];
  });
  const named = requires.map((name) => ({ name, by: "tapedeck.rerecord.requires" }));
  const unique = new Map([...ofHosts, ...named].map((each) => [each.name, { ...each, present: has(each.name) }]));
  return [...unique.values()].sort((a, b) => Number(a.present) - Number(b.present));
}

function hostOf(url: string): string {
  try {
    return new URL(url).hostname;
  } catch {
    return "";
  }
}
