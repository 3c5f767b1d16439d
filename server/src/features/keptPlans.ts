/** Plans that somebody looks at: the last one of each workspace is kept, and of its files every part can be done by itself. */
import { grouped } from "../grouped";
import { normalizeUri } from "../index/uris";
import type { Workspace } from "../index/workspace";
import { without, written, type PlannedFile, type WrittenFile } from "./causes/plan";

/** A file of a plan. */
export interface KeptFile {
  readonly uri: string;
  /** What can be done to it, by names that no other file of the plan has. */
  readonly parts: readonly string[];
  readonly written: (parts: readonly string[]) => WrittenFile;
  /** The file when these are done; undefined where nothing else is to be done to it. */
  readonly without: (parts: readonly string[]) => KeptFile | undefined;
}

export interface KeptPlan {
  readonly id: number;
  /** What is to be written of these files for these of their parts; undefined where the plan has not got one of them. */
  readonly written: (parts: readonly string[]) => readonly WrittenFile[] | undefined;
  /** Of files (URIs): all that is to be done to them. */
  readonly files: (uris: readonly string[]) => readonly WrittenFile[];
  /** What these parts do to some of the files, for people. */
  readonly titleOf: (parts: readonly string[], files: readonly WrittenFile[]) => string;
  /** They are done. */
  readonly done: (parts: readonly string[]) => void;
}

const plans = new WeakMap<Workspace, KeptPlan>();

let lastId = 0;

/** Keeps a plan until the next one is made; gives its number. */
export function keepPlan(
  workspace: Workspace,
  planned: readonly KeptFile[],
  titleOf: (parts: readonly string[]) => string,
): number {
  const files = new Map(planned.map((file) => [file.uri, file]));
  const fileOf = new Map(planned.flatMap((file) => file.parts.map((part) => [part, file.uri] as const)));
  const byFile = (parts: readonly string[]) => grouped(parts, (part) => fileOf.get(part) ?? "");
  const plan: KeptPlan = {
    id: ++lastId,
    titleOf: (parts, some) => {
      const uris = new Set(some.map(({ uri }) => uri));
      return titleOf(parts.filter((part) => uris.has(fileOf.get(part) ?? "")));
    },
    written: (parts) => {
      const found = [...byFile(parts)].map(([uri, same]) => files.get(uri)?.written(same));
      return found.includes(undefined) ? undefined : found.flatMap((file) => file ?? []);
    },
    files: (uris) => uris.flatMap((uri) => files.get(normalizeUri(uri)) ?? []).map((file) => file.written(file.parts)),
    done: (parts) => {
      for (const [uri, same] of byFile(parts)) {
        const rest = files.get(uri)?.without(same);
        files.delete(uri);
        for (const part of same) fileOf.delete(part);
        for (const part of rest?.parts ?? []) fileOf.set(part, rest?.uri ?? uri);
        if (rest) files.set(rest.uri, rest);
      }
    },
  };
  plans.set(workspace, plan);
  return plan.id;
}

/** undefined: another one was made since. */
export function keptPlan(workspace: Workspace, id: number): KeptPlan | undefined {
  const plan = plans.get(workspace);
  return plan?.id === id ? plan : undefined;
}

/** `parts` are the names of its parts, in their order. */
export function keptFile(file: PlannedFile, parts: readonly string[]): KeptFile {
  const those = (chosen: readonly string[]) => file.parts.filter((_, at) => chosen.includes(parts[at] ?? ""));
  return {
    uri: file.uri,
    parts,
    written: (chosen) => written(file, those(chosen)),
    without: (chosen) => {
      const rest = without(file, those(chosen));
      return (
        rest &&
        keptFile(
          rest,
          parts.filter((part) => !chosen.includes(part)),
        )
      );
    },
  };
}
