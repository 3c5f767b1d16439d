/**
 * Key formats of model providers that Secretlint lacks or only knows in part, from the providers' documentation. A format with a fixed length and a
 * distinctive prefix needs no further check; in others the rest must not be words.
 */
import { jsonOf } from "../../recording/families/sse";
import { isObject } from "../../recording/json";
import { entropy, isStandIn, looksMixed, looksRandom } from "./entropy";
import { wordStart } from "./traces";
import type { Credential } from "./credential";

interface Format {
  /** A description: "an OpenAI key". */
  readonly what: string;
  readonly pattern: RegExp;
  /** The length of the prefix; the other characters are random. */
  readonly prefix: number;
  readonly mayBeWords: boolean;
}

/** Whether a position is within a long run of random characters, such as a base64 image. A path of the same length repeats characters. */
function isWithinRun(text: string, at: number): boolean {
  const before = text.slice(Math.max(0, at - runLength), at);
  if (before.length < runLength || !/^[\w+/-]+$/.test(before)) return false;
  return /[a-z]/.test(before) && /[A-Z]/.test(before) && /\d/.test(before) && entropy(before) >= 4.4;
}

const runLength = 40;

/** The prefix comes first, followed by a look-behind for what precedes it, because engines find a literal fast. */
function format(what: string, prefix: string, rest: string, mayBeWords = true): Format {
  const literal = prefix.replace(".", "\\.");
  const pattern = new RegExp(`${literal}(?<=${wordStart}${literal})${rest}`, "g");
  return { what, pattern, prefix: prefix.length, mayBeWords };
}

const fixed = (what: string, prefix: string, rest: string): Format => format(what, prefix, rest, false);

/** In the scope of a signature, which goes over the wire with every request. */
export const signedRequestId = "the id of the AWS key that signed a request";
const scope = "(?:/|%2F)\\d{8}(?:/|%2F)[\\w-]{1,40}(?:/|%2F)[\\w-]{1,40}(?:/|%2F)aws4_request";

const formats: readonly Format[] = [
  fixed(signedRequestId, "AKIA", `[A-Z0-9]{16}(?=${scope})`),
  fixed(signedRequestId, "ASIA", `[A-Z0-9]{16}(?=${scope})`),
  fixed("an AWS access key id", "AKIA", `[A-Z0-9]{16}(?![\\w-]|${scope})`),
  fixed("an AWS access key id", "ASIA", `[A-Z0-9]{16}(?![\\w-]|${scope})`),
  fixed("an Amazon Bedrock key", "ABSK", "[A-Za-z0-9+/]{80,300}={0,2}"),
  fixed("an Amazon Bedrock key", "bedrock-api-key-", "[A-Za-z0-9+/]{80,4000}={0,2}"),
  format("an Anthropic key", "sk-ant-", "[\\w-]{24,200}"),
  fixed("an OpenRouter key", "sk-or-v1-", "[0-9a-f]{40,80}"),
  format("an OpenAI key", "sk-", "(?:proj-|svcacct-|admin-)?[A-Za-z0-9_-]{32,200}"),
  // 39 characters, the last of which may be a dash; a longer word is not a key.
  fixed("a Google API key", "AIza", "[\\w-]{35}(?![A-Za-z0-9]|[\\w-]{8})"),
  format("a Google OAuth token", "ya29.", "[\\w-]{20,2000}"),
  fixed("a Google OAuth client secret", "GOCSPX-", "[\\w-]{28}(?![\\w-])"),
  fixed("a Databricks token", "dapi", "[0-9a-f]{32}(?:-\\d)?(?![\\w-])"),
  fixed("a Cerebras key", "csk-", "[a-z0-9]{48}(?!\\w)"),
  format("a Hugging Face token", "hf_", "[A-Za-z0-9]{30,60}(?!\\w)"),
  format("a Groq key", "gsk_", "[A-Za-z0-9]{40,60}(?!\\w)"),
  format("an xAI key", "xai-", "[A-Za-z0-9]{60,100}(?!\\w)"),
  format("a Perplexity key", "pplx-", "[A-Za-z0-9]{40,64}(?!\\w)"),
  format("an NVIDIA key", "nvapi-", "[\\w-]{40,100}"),
  format("a Tavily key", "tvly-", "[\\w-]{24,80}"),
  format("a Replicate token", "r8_", "[A-Za-z0-9]{30,48}(?!\\w)"),
  format("a Fireworks key", "fw_", "[A-Za-z0-9]{20,40}(?!\\w)"),
  format("a Together key", "tgp_v1_", "[\\w-]{36,60}"),
  fixed("a LangSmith key", "lsv2_pt_", "[0-9a-f]{32}_[0-9a-f]{10}(?!\\w)"),
  fixed("a LangSmith key", "lsv2_sk_", "[0-9a-f]{32}_[0-9a-f]{10}(?!\\w)"),
  format("a signed token", "eyJ", "[\\w-]{10,2000}\\.eyJ[\\w-]{10,4000}\\.[\\w-]{20,2000}"),
];

/** The signature of the example token on jwt.io, which is widely quoted. */
const quotedEverywhere = "SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c";

export function ofFormats(text: string): Credential[] {
  return formats.flatMap(({ what, pattern, prefix, mayBeWords }) =>
    [...text.matchAll(pattern)]
      .filter(({ 0: said, index }) => {
        const rest = said.slice(prefix);
        if (isWithinRun(text, index) || isStandIn(rest) || rest.endsWith(quotedEverywhere)) return false;
        // Sixteen random characters may be less mixed than a long text.
        return mayBeWords ? looksRandom(rest) && looksMixed(rest) : entropy(rest) >= 2.5;
      })
      .map((match) => ({ what, start: match.index, end: match.index + match[0].length })),
  );
}

/** Until when a signed token holds, in milliseconds since 1970, by its own words; undefined for what does not say. */
export function expiryOf(text: string): number | undefined {
  const [, payload] = /^eyJ[\w-]+\.(eyJ[\w-]+)\./.exec(text) ?? [];
  const said = payload === undefined ? undefined : jsonOf(Buffer.from(payload, "base64url").toString());
  const exp = isObject(said) ? said.exp : undefined;
  return typeof exp === "number" && exp > 0 && exp < 1e11 ? exp * 1000 : undefined;
}
