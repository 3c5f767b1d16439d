/** The environment variables from which clients take a provider's API key, by the host of a request. */
import type { ProviderKey } from "../recording/recorder";

/** Suffixes of hosts. */
export const providerKeys: readonly ProviderKey[] = [
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
