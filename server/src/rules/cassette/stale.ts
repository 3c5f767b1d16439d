import type { WorkspaceRule } from "../workspaceRule";

export const cassetteStale: WorkspaceRule = {
  code: "cassette.stale",
  severity: "information",
  isOff: true,
  summary: "The answers are older than `tapedeck.cassettes.maxAge` days, by their `date` headers.",
  check({ uri, answeredOn, testIdRange: range }, world) {
    const { days, day } = world.oldest(uri);
    if (answeredOn === undefined || answeredOn >= day) return [];
    const message = `The oldest answer (${answeredOn}) is more than ${days.toLocaleString("en-US")} days old, so the provider may answer differently now.`;
    return [{ range, message, about: answeredOn }];
  },
};
