/** Which environment variables a run needs: by the providers that the recordings were asked of. Values are never looked at, only whether there are any. */

export interface RequiredVariable {
  readonly name: string;
  /** Who wants it: a provider's host, or "tapedeck.rerecord.requires". */
  readonly by: string;
  readonly present: boolean;
}

/** Hosts end with these; each provider takes one of the variables. */
const providers: readonly { readonly host: RegExp; readonly variables: readonly string[] }[] = [
  { host: /(^|\.)api\.openai\.com$/, variables: ["OPENAI_API_KEY"] },
  { host: /\.openai\.azure\.com$/, variables: ["AZURE_API_KEY", "AZURE_OPENAI_API_KEY", "AZURE_OPENAI_KEY"] },
  { host: /(^|\.)api\.anthropic\.com$/, variables: ["ANTHROPIC_API_KEY"] },
  { host: /^generativelanguage\.googleapis\.com$/, variables: ["GEMINI_API_KEY", "GOOGLE_API_KEY"] },
  {
    host: /^bedrock[\w.-]*\.(amazonaws\.com|api\.aws)$/,
    variables: ["AWS_BEARER_TOKEN_BEDROCK", "AWS_ACCESS_KEY_ID", "AWS_PROFILE"],
  },
  { host: /\.ml\.cloud\.ibm\.com$/, variables: ["WATSONX_API_KEY", "WATSONX_APIKEY"] },
  { host: /^api\.fireworks\.ai$/, variables: ["FIREWORKS_API_KEY"] },
  { host: /^api\.together\.(xyz|ai)$/, variables: ["TOGETHER_API_KEY"] },
  { host: /^api\.groq\.com$/, variables: ["GROQ_API_KEY"] },
  { host: /^api\.mistral\.ai$/, variables: ["MISTRAL_API_KEY"] },
  { host: /^api\.cerebras\.ai$/, variables: ["CEREBRAS_API_KEY"] },
  { host: /^integrate\.api\.nvidia\.com$/, variables: ["NVIDIA_API_KEY"] },
  { host: /^api\.tavily\.com$/, variables: ["TAVILY_SEARCH_API_KEY", "TAVILY_API_KEY"] },
];

/** `urls` are those of recorded requests; `environment` is what the run will see. Missing ones stand first. */
export function requiredVariables(
  urls: readonly string[],
  requires: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): readonly RequiredVariable[] {
  const has = (name: string) => (environment[name] ?? "") !== "";
  const hosts = [...new Set(urls.map(hostOf))];
  const ofHosts = providers.flatMap(({ host, variables }) => {
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
