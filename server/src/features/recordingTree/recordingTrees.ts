/** The tree of recordings that a client shows, computed on request and cached until a recording changes. */
import { normalizeUri } from "../../index/uris";
import { isTestModule } from "../../pytest/testModule";
import { grouped } from "../../grouped";
import type { Facet, HealthCounts, RecordingRow, Requests, TreeOf, TreeSummary } from "../../protocol";
import { fileOf, fragmentOf, type RecordingId } from "../../recordingId";
import { coverageOf } from "../prune/sessionCoverage";
import type { Reports } from "../reports";
import type { Services } from "../services";
import { toldApart } from "../toldApart";
import { filtered, Said } from "./filter";
import { healthToldBy, summaryOfRule } from "./health";
import { membersOf, type Member } from "./members";
import { leavesOf, recordingTree, rowsOf, type TreeNode } from "./tree";

interface Tree {
  readonly members: readonly Member[];
  readonly shown: readonly Member[];
  readonly top: readonly TreeNode[];
  /** By the ids of their rows. */
  readonly nodes: ReadonlyMap<string, TreeNode>;
}

type Params<M extends keyof Requests> = Requests[M]["params"];

export class RecordingTrees {
  readonly #services: Services;
  readonly #reports: Reports;
  readonly #said = new Said();
  #version = 0;
  #folders: unknown;
  #coverage: unknown;
  #members: Promise<readonly Member[]> | undefined;
  #kept: { readonly key: string; readonly tree: Promise<Tree> } | undefined;

  constructor(services: Services, reports: Reports) {
    this.#services = services;
    this.#reports = reports;
    const { index, findings, baselines } = services.workspace;
    index.onChange((ids) => {
      for (const id of ids) this.#said.forget(fileOf(id));
      this.#forget();
    });
    findings.sources.onChange(() => this.#forget());
    baselines.onChange(() => this.#forget());
  }

  async rows({ below, limit, ...of }: Params<"tapedeck/recordingRows">) {
    const { top, nodes } = await this.#tree(of);
    const node = below === undefined ? undefined : nodes.get(below);
    const rows = below === undefined ? rowsOf(top) : node && "children" in node ? rowsOf(node.children) : [];
    return { rows: await this.#toldApart(rows.slice(0, limit)), more: Math.max(0, rows.length - limit) };
  }

  /** Recordings with the same test and answer are distinguished by their prompts. */
  async #toldApart(rows: readonly RecordingRow[]): Promise<readonly RecordingRow[]> {
    const leaves = rows.filter((row) => row.kind === "recording");
    const alike = [...grouped(leaves, ({ label, description }) => `${label}\n${description}`).values()].filter(
      (same) => same.length > 1,
    );
    const { index } = this.#services.workspace;
    const told = await toldApart(
      this.#services,
      alike.flat().flatMap(({ recording }) => index.get(recording) ?? []),
    );
    const asked = new Map(told.map((each) => [each.id, each.asked]));
    return rows.map((row) => {
      const text = row.kind === "recording" ? asked.get(row.recording) : undefined;
      return text === undefined || text === "" ? row : { ...row, label: `${text} → ${row.label}` };
    });
  }

  async summary(of: TreeOf): Promise<TreeSummary> {
    const { members, shown } = await this.#tree(of);
    const health: Partial<Record<keyof HealthCounts, number>> = {};
    const problems = new Map<string, TreeSummary["problems"][number]>();
    for (const member of members) {
      for (const each of member.healths) health[each] = (health[each] ?? 0) + 1;
      for (const problem of member.problems) {
        const [toldOf, { code }] = [healthToldBy(problem), problem];
        if (toldOf === undefined) continue;
        const recordings = (problems.get(code)?.recordings ?? 0) + 1;
        problems.set(code, { value: code, recordings, health: toldOf, summary: summaryOfRule(code) });
      }
    }
    return {
      recordings: members.length,
      bytes: members.reduce((sum, { bytes }) => sum + bytes, 0),
      health,
      shown: shown.length,
      models: facets(members, ({ model }) => model ?? ""),
      families: facets(members, ({ family }) => family),
      problems: [...problems.values()].sort((a, b) => b.recordings - a.recordings),
    };
  }

  /** For a file with several recordings, its first; for a test module, its own row. */
  async row({ recording, ...of }: Params<"tapedeck/recordingRow">) {
    const { top } = await this.#tree(of);
    const id = normalizeUri(recording);
    const isIt = (each: RecordingId) => each === id || (fragmentOf(id) === "" && fileOf(each) === id);
    const module = isTestModule(id) ? this.#services.workspace.index.ofModule(id).at(0)?.nodeId.path : undefined;
    return pathTo(top, ({ row }) =>
      row.kind === "recording" ? isIt(row.recording) : row.kind === "module" && row.nodeId === (module ?? ""),
    ).map(({ node: { row }, at }) => ({ row, at }));
  }

  async below({ rows, ...of }: Params<"tapedeck/recordingsBelow">): Promise<readonly RecordingId[]> {
    const { nodes } = await this.#tree(of);
    const found = rows.flatMap((id) => nodes.get(id) ?? []).flatMap(leavesOf);
    return [...new Set(found.map(({ recording }) => recording))];
  }

  #forget(): void {
    this.#version++;
    this.#members = undefined;
  }

  /** Waits for the first scan. */
  async #tree(of: TreeOf): Promise<Tree> {
    const { workspace } = this.#services;
    await workspace.whenIndexed();
    const coverage = coverageOf(workspace);
    if (this.#folders !== workspace.folders || this.#coverage !== coverage) {
      [this.#folders, this.#coverage] = [workspace.folders, coverage];
      this.#forget();
    }
    const key = JSON.stringify([this.#version, of]);
    if (this.#kept?.key === key) return this.#kept.tree;
    // A request for another tree cancels this one.
    const tree = this.#make(of, () => this.#kept?.key !== key);
    this.#kept = { key, tree };
    tree.catch(() => (this.#kept = undefined));
    return tree;
  }

  async #make({ filter, groupBy }: TreeOf, isGivenUp: () => boolean): Promise<Tree> {
    const { workspace } = this.#services;
    const members = await (this.#members ??= membersOf(this.#services, this.#reports));
    const said = await this.#said.of(workspace, filter.text ?? "", isGivenUp);
    const shown = filtered(members, filter, said);
    const top = recordingTree(shown, groupBy);
    const nodes = new Map<string, TreeNode>();
    const note = (each: TreeNode) => {
      nodes.set(each.row.id, each);
      if ("children" in each) each.children.forEach(note);
    };
    top.forEach(note);
    return { members, shown, top, nodes };
  }
}

/** Most frequent first. */
function facets(members: readonly Member[], valueOf: (member: Member) => string): readonly Facet[] {
  const counts = new Map<string, number>();
  for (const member of members) counts.set(valueOf(member), (counts.get(valueOf(member)) ?? 0) + 1);
  return [...counts].map(([value, recordings]) => ({ value, recordings })).sort((a, b) => b.recordings - a.recordings);
}

interface Step {
  readonly node: TreeNode;
  /** Index among its siblings. */
  readonly at: number;
}

function pathTo(nodes: readonly TreeNode[], isIt: (node: TreeNode) => boolean): readonly Step[] {
  for (const [at, node] of nodes.entries()) {
    if (isIt(node)) return [{ node, at }];
    const rest = "children" in node ? pathTo(node.children, isIt) : [];
    if (rest.length > 0) return [{ node, at }, ...rest];
  }
  return [];
}
