/** Mutes a single finding until it changes. */
import { canBeMuted, fingerprintOf } from "../../index/baseline/baselines";
import { fixCommands, type BaselineTargets } from "../../protocol";
import type { Fix } from "./fix";

export const addToBaseline: Fix = {
  codes: undefined,
  propose({ services: { client, workspace }, document: { uri }, summary, finding }) {
    const { baselines } = workspace;
    if (!client.commands || baselines.for(uri) === undefined) return [];
    if (!canBeMuted(finding) || baselines.isMuted(summary, finding)) return [];
    const title = "Add to baseline";
    const targets: BaselineTargets = { uris: [uri], codes: [finding.code], fingerprint: fingerprintOf(summary, finding) };
    return [{ kind: "command", title, command: { title, command: fixCommands.addToBaseline, arguments: [targets] } }];
  },
};
