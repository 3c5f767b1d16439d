/** Puts a word in the place of a credential. Where it is part of the request, the hash of the request becomes another one. */
import { secretHeader, secretKey } from "../../rules/secrets/secrets";
import type { Fix } from "./fix";
import { improves, mended } from "./mended";

const placeholder = "__REDACTED__";

const inAnswer = { label: "Redact credentials", description: "The request and its hash stay as they are" };
const inRequest = {
  label: "Redact credentials in requests",
  description: `Replay computes the hash from what the test sends: unless the test sends ${placeholder} too, record it again.`,
};

export const redact: Fix = {
  codes: [secretKey.code, secretHeader.code],
  propose({ services, document, finding }) {
    const before = services.workspace.documents.summary(document);
    const isString = document.getText(finding.range).startsWith('"');
    const edits = [{ range: finding.range, newText: isString ? `"${placeholder}"` : placeholder }];
    const after = mended(document, edits);
    if (before.broken || !improves(before, after, finding.code)) return [];
    const changesHash = JSON.stringify(before.naming?.fits) !== JSON.stringify(after.naming?.fits);
    const changes = () => [{ uri: document.uri, edits }];
    if (!changesHash)
      return [{ kind: "edit", title: "Redact the credential", preferred: true, care: "safe", purpose: inAnswer, changes }];
    const title = "Redact the credential, which changes the request's hash";
    return [{ kind: "edit", title, care: "reviewed", purpose: inRequest, changes }];
  },
};
