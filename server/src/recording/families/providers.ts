/** The hosts of models' providers: what they refuse is a failure of theirs, whatever was asked. */

const domains = [
  ...["openai\\.com", "openai\\.azure\\.com", "services\\.ai\\.azure\\.com", "models\\.ai\\.azure\\.com", "anthropic\\.com"],
  ...[
    "generativelanguage\\.googleapis\\.com",
    "(?:[\\w-]+-)?aiplatform\\.googleapis\\.com",
    "bedrock[\\w.-]*\\.(?:amazonaws\\.com|api\\.aws)",
  ],
  ...[
    "cohere\\.(?:com|ai)",
    "mistral\\.ai",
    "groq\\.com",
    "x\\.ai",
    "deepseek\\.com",
    "openrouter\\.ai",
    "together\\.(?:xyz|ai)",
  ],
  ...[
    "fireworks\\.ai",
    "perplexity\\.ai",
    "replicate\\.com",
    "cerebras\\.ai",
    "writer\\.com",
    "voyageai\\.com",
    "api\\.nvidia\\.com",
  ],
  ...["router\\.huggingface\\.co", "api-inference\\.huggingface\\.co", "ml\\.cloud\\.ibm\\.com", "aleph-alpha\\.com"],
];
const host = new RegExp(`^https?://(?:[\\w.-]+\\.)?(?:${domains.join("|")})(?::\\d+)?(?:[/?#]|$)`, "i");

export const isOfProvider = (url: string): boolean => host.test(url.slice(0, 300));
