/**
 * Finds credentials in a text. Well-known formats come from Secretlint's recommended rules; those of model providers and private keys are
 * our own.
 */
import { creator as recommended } from "@secretlint/secretlint-rule-preset-recommend";
import type { SecretLintRuleContext, SecretLintRuleCreator, SecretLintRuleReportHandler } from "@secretlint/types";
import { lazy } from "../../recording/lazy";
import type { Credential } from "./credential";
import { looksRandom } from "./entropy";
import { ofFormats } from "./keyFormats";
import { privateKeysIn } from "./privateKeys";
import { hasTrace } from "./traces";

const none: readonly Credential[] = [];

/** The credentials in a text, in order, without overlaps. Never throws. */
export function credentialsIn(text: string): readonly Credential[] {
  if (!hasTrace(text)) return none;
  const found = [...privateKeysIn(text), ...ofFormats(text), ...ofSecretlint(text)].sort(
    (a, b) => a.start - b.start || b.end - a.end,
  );
  let end = -1;
  return found.filter((each) => {
    if (each.start < end) return false;
    end = each.end;
    return true;
  });
}

interface Detector {
  readonly what: string;
  readonly handler: SecretLintRuleReportHandler;
}

/** The reports of the current call; the detectors run synchronously. */
let reported: Credential[] = [];
const detectors = lazy(secretlintDetectors);

function ofSecretlint(text: string): Credential[] {
  reported = [];
  for (const { handler } of detectors()) {
    try {
      void handler.file?.({ filePath: "recording.json", ext: ".txt", contentType: "text", content: text } as never);
    } catch {
      // A detector that fails must not hide the results of others.
    }
  }
  return reported.filter(({ start, end }) => looksRandom(text.slice(start, end)));
}

function secretlintDetectors(): Detector[] {
  const found: Detector[] = [];
  const registerRule = (rule: SecretLintRuleCreator) => {
    const name = rule.meta.id.replace(/^.*rule-/, "");
    // The first honours comments that turn detection off, which recorded text must not do; the second misses short keys.
    if (name === "filter-comments" || name === "privatekey") return;
    const what = named[name] ?? `a credential (${name})`;
    found.push({ what, handler: rule.create(contextFor(what), {}) });
  };
  recommended.create({ sharedOptions: {}, registerRule } as never, {});
  return found;
}

const named: Readonly<Record<string, string>> = {
  aws: "an AWS credential",
  gcp: "a Google Cloud credential",
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
