/** Parts of two recordings that could not be read. Reported first, because nothing can be said about them. */

/** What could not be read of a side; of `both` if the files are the same. */
export interface Unread {
  readonly side: "before" | "after" | "both";
  /** One sentence that says what is wrong. */
  readonly message: string;
}

/** A sentence for each part that could not be read: "HEAD: The file is empty, so there is nothing to replay." At most three for each side. */
export function unreadSentences(unread: readonly Unread[], names: Readonly<Record<Unread["side"], string>>): readonly string[] {
  return (["both", "before", "after"] as const).flatMap((side) => {
    const messages = unread.filter((each) => each.side === side).map(({ message }) => message);
    const more = messages.length - mostMessages;
    const rest = more > 0 ? [`${names[side]}: ${more} more ${more === 1 ? "part" : "parts"} cannot be read.`] : [];
    return [...messages.slice(0, mostMessages).map((message) => `${names[side]}: ${message}`), ...rest];
  });
}

const mostMessages = 3;
