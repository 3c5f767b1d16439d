/** Answers `tapedeck/explain` from a client's parameters. */
import { isWithin, normalizeUri, pathOfUri } from "../index/uris";
import type { Explanation, Requests } from "../protocol";
import { maskStrings } from "../rules/secrets/mask";
import { explain, readQuestion } from "./explain";
import { explanationMarkdown } from "./explainMarkdown";
import { explainEvents } from "./misses/explainMisses";
import { missesMarkdown } from "./misses/missMarkdown";
import type { Markdown } from "./markdown";
import type { Services } from "./services";

type Explain = Requests["tapedeck/explain"];

export async function explainRequest(
  services: Services,
  { text, testId, request, uri, missed }: Explain["params"],
): Promise<Explain["result"]> {
  const json = request ?? (uri === undefined ? undefined : await textOf(services, uri));
  const given = { ...(testId === undefined ? {} : { testId }), ...(json === undefined ? {} : { request: json }) };
  const found = missed
    ? await explainEvents(services, missed)
    : await explain(services, readQuestion(services.workspace.formats, text, given));
  if (!found) return null;
  const explanation = maskStrings(found);
  return { explanation, markdown: markdownOf(services, explanation) };
}

function markdownOf(services: Services, explanation: Explanation): Markdown {
  const shown = (each: string) => shownPath(services, each);
  return explanation.kind === "hash"
    ? explanationMarkdown(services.workspace.formats, explanation, shown)
    : missesMarkdown(explanation, shown);
}

/** Also reads files outside of the workspace, such as one recorded elsewhere. */
async function textOf({ workspace }: Services, anyUri: string): Promise<string | undefined> {
  const uri = normalizeUri(anyUri);
  return (await workspace.documents.get(uri))?.getText();
}

function shownPath({ workspace: { folders } }: Services, uri: string): string {
  const folder = folders.folderOf(uri);
  const path = pathOfUri(uri);
  return folder !== undefined && isWithin(uri, folder) ? path.slice(pathOfUri(folder).length + 1) : path;
}
