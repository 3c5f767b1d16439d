/**
 * Replaces a credential by a word everywhere in the recording, including in the pieces of a stream. If it is part of the request,
 * that changes the hash of the request.
 */
import { TextDocument } from "vscode-languageserver-textdocument";
import type { Range, TextEdit } from "vscode-languageserver-types";
import { rangeIn } from "../../index/positions";
import type { RecordingDocument } from "../../recording/recordingDocument";
import { bytesBeside } from "../../rules/secrets/replaced";
import { isOfNetwork, secretCookie, secretHeader, secretKey } from "../../rules/secrets/secrets";
import { rangeOfPiece, secretsIn, type Secret } from "../../rules/secrets/secretsOf";
import { hiddenAround } from "../../recording/sourceText";
import type { Fix, ProposedFix } from "./fix";
import { improves, edited } from "./edited";

const placeholder = "__REDACTED__";

const inAnswer = { label: "Redact credentials", description: "The request and its hash stay as they are" };
const inRequest = {
  label: "Redact credentials in requests",
  description: `Replay computes the hash from the test's request: unless the test sends ${placeholder} too, record it again.`,
};

const hidden: ProposedFix = {
  kind: "refusal",
  title: "Redact the credential",
  reason: "The body is compressed or binary. Decode the body in the file first.",
};

export const redact: Fix = {
  codes: [secretKey.code, secretHeader.code, secretCookie.code],
  isSafe: true,
  propose({ services, document, summary: before, finding }) {
    const { documents } = services.workspace;
    const file = documents.unmasked(document);
    const same = occurrences(file, document, finding.range);
    if (same.some(({ pieces }) => pieces.some(({ path }) => hiddenAround(file.source, path) !== undefined))) return [hidden];
    const edits = editsFor(file, document, same);
    if (
      before.broken ||
      edits.length === 0 ||
      !isGone(documents.read(document.uri, TextDocument.applyEdits(document, edits)), file, same)
    )
      return [];
    const after = edited(documents, document, before, edits);
    if (!improves(before, after, finding.code)) return [];
    // Whatever the file is called: its request says how it should be.
    const [hash, newHash] = [before, after].map(({ naming }) => JSON.stringify([naming?.fits, naming?.hashes]));
    const changesHash = hash !== newHash;
    const changes = () => [{ uri: document.uri, edits }];
    if (!changesHash)
      return [{ kind: "edit", title: "Redact the credential", preferred: true, care: "safe", purpose: inAnswer, changes }];
    const title = "Redact the credential (changes the request hash)";
    return [{ kind: "edit", title, care: "reviewed", purpose: inRequest, changes }];
  },
};

/** The credential at a place, and the same one wherever else it stands; of cookies, all that the finding tells of. */
function occurrences(file: RecordingDocument, document: TextDocument, range: Range): readonly Secret[] {
  const start = document.offsetAt(range.start);
  const secrets = secretsIn(file);
  const found = secrets.find(({ pieces: [piece] }) => piece && rangeOfPiece(file, piece).start === start);
  if (found === undefined) return [];
  if (isOfNetwork(found)) return secrets.filter(isOfNetwork);
  return secrets.filter(({ text, cookie }) => text === found.text || (cookie !== undefined && cookie === found.cookie));
}

function editsFor(file: RecordingDocument, document: TextDocument, secrets: readonly Secret[]): TextEdit[] {
  const edits = new Map<number, TextEdit>();
  const add = (offsets: { readonly start: number; readonly end: number }, newText: string) =>
    edits.set(offsets.start, { range: rangeIn(document, offsets), newText });
  for (const { pieces } of secrets) {
    for (const [at, piece] of pieces.entries()) {
      add(rangeOfPiece(file, piece), at === 0 ? placeholder : "");
      const bytes = bytesBeside(file.source.value, piece.path);
      if (bytes) add(file.source.rangeOf({ path: bytes }), "null");
    }
  }
  return [...edits.values()];
}

/** Nothing of it is left, and nothing else looks like a credential now. */
function isGone(after: RecordingDocument, before: RecordingDocument, same: readonly Secret[]): boolean {
  return secretsIn(after).length === secretsIn(before).length - same.length;
}
