import type { WorkspaceRule } from "../workspaceRule";

export const cassetteStale: WorkspaceRule = {
  code: "cassette.stale",
  severity: "information",
  isOff: true,
  summary: "The answers are older than `tapedeck.cassettes.maxAge`, by their `date` headers.",
  check({ uri, answeredOn, testIdRange: range }, world) {
    const { days, day } = world.oldest(uri);
    if (answeredOn === undefined || answeredOn >= day) return [];
    const message = `The oldest answer is of ${answeredOn} and so older than ${days.toLocaleString("en-US")} days, so the provider may answer otherwise by now.`;
    return [{ range, message }];
  },
};
