/** Names of recordings for agents: the file's path, with a number if the file contains several, a hash, or a test with only one recording. */
import { isAbsolute, join } from "node:path";
import { matcher, isGlob } from "../../index/scan/globs";
import type { RecordingSummary } from "../../index/store/summary";
import { baseName, isWithin, normalizeUri, pathOfUri, slashPath, uriOfPath, withoutSlash } from "../../index/uris";
import { isOfTest } from "../../pytest/nodeId";
import { fileOf, fragmentOf, type RecordingId } from "../../recordingId";
import type { Services } from "../services";
import { ToolError, text } from "./tool";

export const recordingName = text(
  "A recording: its path (chat.yaml#2 for the third of a cassette), the first digits of its hash, or the pytest node id of a test with one recording.",
);

/** Relative to the only workspace folder; absolute if there are several, or if the file is in none. */
export function shownFile({ workspace: { folders } }: Services, uri: string): string {
  const [only, ...others] = folders.all;
  const isInside = only !== undefined && others.length === 0 && isWithin(uri, only.uri);
  return isInside ? slashPath(uri).slice(slashPath(only.uri).length + 1) : pathOfUri(uri);
}

export function shownRecording(services: Services, id: RecordingId): string {
  const uri = fileOf(id);
  const number = fragmentOf(id) === "" ? "" : `#${services.workspace.index.idsIn(uri).indexOf(id)}`;
  return shownFile(services, uri) + number;
}

/** The URIs that a path may mean, in the order of the folders. */
export function urisOf({ workspace: { folders } }: Services, path: string): readonly string[] {
  if (isAbsolute(path)) return [withoutSlash(uriOfPath(path))];
  if (path.startsWith("file:")) return [normalizeUri(path)];
  return folders.all.map(({ uri }) => withoutSlash(uriOfPath(join(pathOfUri(uri), path))));
}

/** Whether a path or glob matches a file (URI), or a folder around it. */
export function inPath(services: Services, path: string): (uri: string) => boolean {
  if (isGlob(path)) {
    const matches = matcher([path, `${path}/**`]);
    return (uri) => matches(shownFile(services, uri));
  }
  const meant = urisOf(services, path);
  return (uri) => meant.some((each) => uri === each || isWithin(uri, each));
}

/** Whether a recording belongs to a test: a node id, with or without parameters, a class, a module's path, or a part of any. */
export function ofTest(asked: string): (testId: string | undefined) => boolean {
  return (testId) => isOfTest(testId, asked) || (!asked.includes("::") && testId?.includes(asked) === true);
}

/** The recordings whose file names are hashes that start with these digits. */
export function byDigits({ workspace: { index, formats } }: Services, asked: string): readonly RecordingId[] {
  const digits = formats.digitsOfHash(asked);
  if (digits === undefined || digits.length < 4) return [];
  return index.ids().filter((id) => {
    const hash = formats.hashOfName(baseName(fileOf(id)));
    return hash !== undefined && (hash.startsWith(digits) || (digits.length === 64 && digits.startsWith(hash)));
  });
}

/** The recording with this name. Throws a `ToolError` that lists alternatives if there is none, or several. */
export function recordingNamed(services: Services, name: string): RecordingSummary {
  const { index } = services.workspace;
  const ids = candidates(services, name);
  const [id, ...others] = ids;
  const found = id === undefined ? undefined : index.get(id);
  if (found === undefined) throw new ToolError(`There is no recording "${name}". find_recordings lists them.`);
  if (others.length === 0) return found;
  const some = ids.slice(0, 5).map((each) => shownRecording(services, each));
  throw new ToolError(`"${name}" means ${ids.length} recordings. Name one of them.`, some);
}

function candidates(services: Services, name: string): readonly RecordingId[] {
  const { index } = services.workspace;
  const whole = urisOf(services, name).flatMap((uri) => index.idsIn(uri));
  if (whole.length > 0) return whole;
  const [, path = "", number = ""] = /^(.+)#(\d{1,9})$/s.exec(name) ?? [];
  const inside = path === "" ? [] : urisOf(services, path).flatMap((uri) => index.idsIn(uri)[Number(number)] ?? []);
  if (inside.length > 0) return inside;
  const isWanted = ofTest(name);
  const tested = () => [...index.namedTests()].flatMap(({ id, testId }) => (isWanted(testId) ? [id] : []));
  return name.includes("::") ? [...new Set(tested())] : byDigits(services, name);
}
