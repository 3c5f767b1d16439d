/**
 * Credentials in a piece of text. Formats that are known exactly come from Secretlint's recommended rules; those of model providers,
 * which it knows in part or not at all, from the table below. Sources: the providers' documentation of their keys.
 */
import { creator as recommended } from "@secretlint/secretlint-rule-preset-recommend";
import type { SecretLintRuleContext, SecretLintRuleCreator, SecretLintRuleReportHandler } from "@secretlint/types";
import { lazy } from "../../recording/lazy";
import { looksRandom } from "./entropy";
import { hasTrace } from "./traces";

/** Offsets in UTF-16 code units, `end` exclusive. `what` in words: "an OpenAI key". */
export interface Credential {
  readonly what: string;
  readonly start: number;
  readonly end: number;
}

const formats: readonly (readonly [what: string, pattern: RegExp])[] = [
  ["an AWS access key id", /(?<![\w-])A(?:KIA|SIA)[A-Z0-9]{16}(?![\w-])/g],
  ["an Anthropic key", /(?<![\w-])sk-ant-[\w-]{24,200}/g],
  ["an OpenRouter key", /(?<![\w-])sk-or-v1-[0-9a-f]{40,80}/g],
  ["an OpenAI key", /(?<![\w-])sk-(?:proj-|svcacct-|admin-)?[A-Za-z0-9_-]{32,200}/g],
  ["a Google API key", /(?<![\w-])AIza[\w-]{35}(?![\w-])/g],
  ["a Hugging Face token", /(?<![\w-])hf_[A-Za-z0-9]{30,60}(?!\w)/g],
  ["a Groq key", /(?<![\w-])gsk_[A-Za-z0-9]{40,60}(?!\w)/g],
  ["an xAI key", /(?<![\w-])xai-[A-Za-z0-9]{60,100}(?!\w)/g],
  ["a Perplexity key", /(?<![\w-])pplx-[A-Za-z0-9]{40,64}(?!\w)/g],
  ["an NVIDIA key", /(?<![\w-])nvapi-[\w-]{40,100}/g],
  ["a Tavily key", /(?<![\w-])tvly-[\w-]{24,80}/g],
  ["a Replicate token", /(?<![\w-])r8_[A-Za-z0-9]{30,48}(?!\w)/g],
  ["a Fireworks key", /(?<![\w-])fw_[A-Za-z0-9]{20,40}(?!\w)/g],
  ["a Together key", /(?<![\w-])tgp_v1_[\w-]{36,60}/g],
  ["a signed token", /(?<![\w-])eyJ[\w-]{10,2000}\.eyJ[\w-]{10,4000}\.[\w-]{20,2000}/g],
];

/** Words joined by dashes have none this long with a digit in it. */
const run = /(?=[A-Za-z]{0,13}\d)[A-Za-z0-9]{14}/;

/** The credentials in a text, first to last; none overlaps another. Never throws. */
export function credentialsIn(text: string): readonly Credential[] {
  if (!hasTrace(text)) return [];
  const found = [...ofFormats(text), ...ofSecretlint(text)].sort((a, b) => a.start - b.start || b.end - a.end);
  let end = -1;
  return found.filter((each) => {
    if (each.start < end) return false;
    end = each.end;
    return true;
  });
}

function ofFormats(text: string): Credential[] {
  return formats.flatMap(([what, pattern]) =>
    [...text.matchAll(pattern)]
      .filter(([said]) => run.test(said) && looksRandom(said.slice(said.search(/[-_]/) + 1)))
      .map((match) => ({ what, start: match.index, end: match.index + match[0].length })),
  );
}

interface Detector {
  readonly what: string;
  readonly handler: SecretLintRuleReportHandler;
}

/** What the running detector reports: each answers at once, one text after the other. */
let reported: Credential[] = [];
const detectors = lazy(secretlintDetectors);

function ofSecretlint(text: string): Credential[] {
  reported = [];
  for (const { handler } of detectors()) {
    try {
      void handler.file?.({ filePath: "recording.json", ext: ".txt", contentType: "text", content: text } as never);
    } catch {
      // One detector's mistake must not cost the user the others.
    }
  }
  return reported.filter(({ start, end }) => looksRandom(text.slice(start, end)));
}

function secretlintDetectors(): Detector[] {
  const found: Detector[] = [];
  const registerRule = (rule: SecretLintRuleCreator) => {
    const name = rule.meta.id.replace(/^.*rule-/, "");
    // That one reads comments which switch the others off: recorded text has no say in this.
    if (name === "filter-comments") return;
    const what = named[name] ?? `a credential (${name})`;
    found.push({ what, handler: rule.create(contextFor(what), {}) });
  };
  recommended.create({ sharedOptions: {}, registerRule } as never, {});
  return found;
}

const named: Readonly<Record<string, string>> = {
  aws: "an AWS credential",
  gcp: "a Google Cloud credential",
  privatekey: "a private key",
  npm: "an npm token",
  basicauth: "a password in a URL",
  slack: "a Slack token",
  github: "a GitHub token",
  gitlab: "a GitLab token",
  openai: "an OpenAI key",
  anthropic: "an Anthropic key",
  groq: "a Groq key",
  huggingface: "a Hugging Face token",
  databricks: "a Databricks token",
  "database-connection-string": "a database password",
};

function contextFor(what: string): SecretLintRuleContext {
  return {
    sharedOptions: {},
    createTranslator: () => (messageId: string) => ({ message: messageId, messageId }),
    report: ({ range: [start, end] }: { range: readonly [number, number] }) => reported.push({ what, start, end }),
    ignore: () => undefined,
  } as unknown as SecretLintRuleContext;
}
