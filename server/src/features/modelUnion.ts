/** Model lists: replay serves the union of all recordings of a request, from the test's folder and the common one, sorted by id. */
import { baseName, isWithin, parentOf } from "../index/uris";
import type { ModelUnion, StreamView, ViewResult } from "../protocol";
import type { Formats } from "../formats/formats";
import { byCodePoint } from "../recording/json";
import type { RecordingInDocument } from "../recording/recordingDocument";
import { joined, link, prose, shown, strong, type Markdown } from "./markdown";
import { countOf } from "./recordingTable";
import type { Services } from "./services";
import { readResult } from "./streamView/results";

/** What replay serves for the request of the model list `uri`; undefined if it is not a model list, or not named as one. */
export async function modelUnion(services: Services, uri: string): Promise<ModelUnion | undefined> {
  const lists = await listsOf(services, uri);
  if (lists.length === 0) return undefined;
  const files = new Map<string, string[]>();
  for (const list of lists) {
    for (const id of new Set(list.file.document.format.lookup?.listedModels(list.file)))
      files.set(id, [...(files.get(id) ?? []), list.uri]);
  }
  const ids = [...files.keys()].sort(byCodePoint);
  return { files: lists.map((list) => list.uri), models: ids.map((id) => ({ id, files: files.get(id) ?? [] })) };
}

/** The view with the models of all lists in place of the recording's own. */
export async function withUnion(services: Services, view: StreamView): Promise<StreamView> {
  if (view.result?.kind !== "models") return view;
  const found = new Map(view.result.models.map((model) => [model.id, { ...model, uris: [] as string[] }]));
  for (const { uri, file } of await listsOf(services, view.uri)) {
    const result = readResult(file.recording, uri);
    for (const model of result?.kind === "models" ? result.models : []) {
      const known = found.get(model.id) ?? { ...model, uris: [] };
      found.set(model.id, { ...known, uris: [...known.uris, uri] });
    }
  }
  const models = [...found.values()].sort((a, b) => byCodePoint(a.id, b.id));
  const result: ViewResult = {
    kind: "models",
    models: models.map((each) => (each.uris.length > 0 ? each : { ...each, uris: [view.uri] })),
  };
  return { ...view, result };
}

/** undefined if the recording is not a model list. */
export async function modelUnionText(services: Services, uri: string): Promise<Markdown | undefined> {
  const union = await modelUnion(services, uri);
  if (!union) return undefined;
  const { client } = services;
  const from = union.files.length === 1 ? prose`this recording alone` : prose`${union.files.length} recordings`;
  const head = prose`${strong(client, countOf(union.models.length, "model"))} in what replay serves, from ${from}`;
  const lines = union.models.slice(0, most).map((model) => modelLine(services, uri, model));
  return joined([head, joined(lines, "\n"), more(union)], "\n\n");
}

const most = 60;

const more = ({ models }: ModelUnion): Markdown => (models.length > most ? prose`… and ${models.length - most} more` : prose``);

function modelLine({ client, workspace }: Services, uri: string, { id, files }: ModelUnion["models"][number]): Markdown {
  if (!client.markdown) return prose`- ${shown(client, id)}`;
  const others = files.filter((each) => each !== uri);
  const names = others.map((each) => link(shown(client, digestOf(workspace.formats, each) ?? "another"), each));
  const where = files.includes(uri) ? names.map((name) => prose`also in ${name}`) : names.map((name) => prose`only in ${name}`);
  return where.length > 0 ? prose`- ${shown(client, id)} — ${joined(where, ", ")}` : prose`- ${shown(client, id)}`;
}

interface List {
  readonly uri: string;
  readonly file: RecordingInDocument;
}

/** The lists that replay of the same test would find: in the recording's own folder, and in the one for requests outside of tests. */
async function listsOf({ workspace }: Services, uri: string): Promise<readonly List[]> {
  const { index, folders, documents, formats } = workspace;
  const { naming, lookup } = formats.hashedOf(baseName(uri));
  const name = naming.partsOfName(baseName(uri));
  if (name?.digest === undefined) return [];
  const root = folders.folderOf(uri);
  const inReach = (other: string) =>
    parentOf(other) === parentOf(uri) ||
    (parentOf(other).endsWith(`/${lookup.common.path}`) && (root === undefined || isWithin(other, root)));
  const uris = index
    .byHash(name.hash)
    .map((each) => each.uri)
    .filter((each) => digestOf(formats, each) !== undefined && inReach(each));
  const lists: List[] = [];
  for (const each of new Set([...uris, uri])) {
    const document = await documents.get(each);
    const file = document && documents.masked(document).recordings[0];
    if (file?.document.format.lookup?.listedModels(file)) lists.push({ uri: each, file });
  }
  return lists;
}

/** For a model list, the digest that distinguishes lists of different models. */
function digestOf(formats: Formats, uri: string): string | undefined {
  const name = baseName(uri);
  return formats.ofName(name).naming?.partsOfName(name)?.digest;
}
