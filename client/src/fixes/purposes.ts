/** What a review is for: recordings are fixed, or those are pruned that no test can be served. The words of both, and what the server is asked. */

export const purposes = {
  fix: {
    plan: "tapedeck/fixPlan",
    view: "Fix Recordings",
    looking: "Looking for what can be fixed",
    nothing: (which: string) => `Nothing${which} can be fixed without recording again.`,
    none: "nothing to fix",
    verb: "Fix",
    doing: "Fixing",
    done: "fixed",
    left: "Not fixed",
    whyLeft: "Something is in the way, or only recording again helps.",
    icon: "lightbulb",
  },
  prune: {
    plan: "tapedeck/prunePlan",
    view: "Prune Unused Recordings",
    looking: "Looking for unused recordings",
    nothing: (which: string) => `Nothing${which} is known to be unused.`,
    none: "nothing to prune",
    verb: "Prune",
    doing: "Pruning",
    done: "pruned",
    left: "Kept",
    whyLeft: "Nobody knows whether these are unused, or something is in the way.",
    icon: "trash",
  },
} as const;

export type Purpose = keyof typeof purposes;
