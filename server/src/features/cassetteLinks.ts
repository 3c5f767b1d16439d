/** Finds cassettes that Python code names by string literals: `use_cassette("x.yaml")`, `default_cassette("x")`, `mark.vcr("more.yaml")`. */
import type { TextDocument } from "vscode-languageserver-textdocument";
import { slashPath } from "../index/uris";
import type { OffsetRange } from "../recording/document";
import { withoutSuffix } from "../pytest/cassettes/names";
import { normalized } from "../pytest/cassettes/pathText";
import { cassetteSource } from "../pytest/cassettes/source";
import type { Services } from "./services";

export interface NamedCassette {
  readonly range: OffsetRange;
  /** URI of the file. */
  readonly uri: string;
}

/** The existing cassettes, each with the range of its name; if several match, the nearest. */
export function namedCassettes({ workspace }: Services, document: TextDocument): readonly NamedCassette[] {
  const { namedByPath } = workspace.index;
  if (namedByPath.size === 0) return [];
  const { uses } = cassetteSource(slashPath(document.uri), document.getText());
  if (uses.length === 0) return [];
  const files = byName(namedByPath);
  return uses.flatMap(({ range, path: [text, ...more], kind }) => {
    if (range === undefined || typeof text !== "string" || more.length > 0 || kind === "library") return [];
    const end = withoutSuffix(normalized(text));
    const fitting = files.get(end.slice(end.lastIndexOf("/") + 1))?.filter(({ path }) => `/${path}`.endsWith(`/${end}`)) ?? [];
    const uri = nearest(fitting, slashPath(document.uri));
    return uri === undefined ? [] : [{ range, uri }];
  });
}

interface File {
  readonly uri: string;
  /** Without suffix. */
  readonly path: string;
}

function byName(uris: Iterable<string>): ReadonlyMap<string, readonly File[]> {
  const files = new Map<string, File[]>();
  for (const uri of uris) {
    const path = withoutSuffix(slashPath(uri));
    const name = path.slice(path.lastIndexOf("/") + 1);
    const known = files.get(name);
    if (known) known.push({ uri, path });
    else files.set(name, [{ uri, path }]);
  }
  return files;
}

/** The one that shares most of its path with the module; undefined if two share as much. */
function nearest(files: readonly File[], module: string): string | undefined {
  const measured = files.map(({ uri, path }) => ({ uri, common: commonLength(path, module) }));
  const most = measured.reduce((longest, { common }) => Math.max(longest, common), 0);
  const [first, ...others] = measured.filter(({ common }) => common === most);
  return others.length === 0 ? first?.uri : undefined;
}

function commonLength(one: string, other: string): number {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at++;
  return one.lastIndexOf("/", at);
}
