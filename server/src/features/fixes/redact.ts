/** Puts a word in the place of a credential. Where it is part of the request, the hash of the request becomes another one. */
import { secretHeader, secretKey } from "../../rules/secrets/secrets";
import { confirmed } from "./confirmed";
import type { Fix } from "./fix";
import { improves, mended } from "./mended";

const placeholder = "__REDACTED__";

export const redact: Fix = {
  codes: [secretKey.code, secretHeader.code],
  propose({ services, document, finding }) {
    const before = services.workspace.documents.summary(document);
    const isString = document.getText(finding.range).startsWith('"');
    const edits = [{ range: finding.range, newText: isString ? `"${placeholder}"` : placeholder }];
    const after = mended(document, edits);
    if (before.broken || !improves(before, after, finding.code)) return [];
    const changesHash = JSON.stringify(before.naming?.fits) !== JSON.stringify(after.naming?.fits);
    if (!changesHash) return [{ title: "Redact the credential", preferred: true, edits }];
    const title = "Redact the credential, which changes the request's hash";
    const description = `Replay computes the hash from what the test sends: unless the test sends ${placeholder} too, record it again.`;
    return [
      { title, edit: () => confirmed(services.client.changeAnnotations, document.uri, edits, { label: title, description }) },
    ];
  },
};
