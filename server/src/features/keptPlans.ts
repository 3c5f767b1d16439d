/** Plans under review: keeps the last plan of each workspace. Each part of a file can be carried out alone. */
import { grouped } from "../grouped";
import { normalizeUri } from "../index/uris";
import type { Workspace } from "../index/workspace";
import { without, written, type PlannedFile, type WrittenFile } from "./causes/plan";

/** A file of a plan under review. */
export interface KeptFile {
  readonly uri: string;
  /** Ids of its parts, unique in the plan. */
  readonly parts: readonly string[];
  readonly written: (parts: readonly string[]) => WrittenFile;
  /** The file after these parts were carried out; undefined if there are no others. */
  readonly without: (parts: readonly string[]) => KeptFile | undefined;
}

export interface KeptPlan {
  readonly id: number;
  /** The files to write for these parts; undefined if the plan does not have one of them. */
  readonly written: (parts: readonly string[]) => readonly WrittenFile[] | undefined;
  /** Files (URIs) with all of their parts. */
  readonly files: (uris: readonly string[]) => readonly WrittenFile[];
  /** What these parts do to some of the files, for the user. */
  readonly titleOf: (parts: readonly string[], files: readonly WrittenFile[]) => string;
  /** Notes that these parts were carried out. */
  readonly done: (parts: readonly string[]) => void;
}

const plans = new WeakMap<Workspace, KeptPlan>();

let lastId = 0;

/** Keeps a plan until the next one is made; returns its id. */
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

/** undefined if another plan was made since. */
export function keptPlan(workspace: Workspace, id: number): KeptPlan | undefined {
  const plan = plans.get(workspace);
  return plan?.id === id ? plan : undefined;
}

/** `parts` are the ids of its parts, in the same order. */
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
