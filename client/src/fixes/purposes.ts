/** The two purposes of a review: fixing recordings, and pruning those that no test can be served. Their wording and requests. */

export const purposes = {
  fix: {
    plan: "tapedeck/fixPlan",
    view: "Fix Recordings",
    looking: "Looking for what can be fixed",
    nothing: (which: string) => `${which} can be fixed without re-recording.`,
    none: "nothing to fix",
    verb: "Fix",
    doing: "Fixing",
    done: "fixed",
    left: "Not fixed",
    whyLeft: "Something prevents the fix, or the recording must be re-recorded.",
    icon: "lightbulb",
  },
  prune: {
    plan: "tapedeck/prunePlan",
    view: "Prune Unused Recordings",
    looking: "Looking for unused recordings",
    nothing: (which: string) => `${which} are known to be unused.`,
    none: "nothing to prune",
    verb: "Prune",
    doing: "Pruning",
    done: "pruned",
    left: "Kept",
    whyLeft: "It is not known whether these are unused, or they cannot be removed.",
    icon: "trash",
  },
} as const;

export type Purpose = keyof typeof purposes;
