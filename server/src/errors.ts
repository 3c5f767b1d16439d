/** Texts for thrown values of any type. */

/** The message in one line, or a placeholder. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The message with the stack, if there is one. */
export function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** The code of a system error, such as `ENOENT`; "" for other errors. */
export function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}

/** What stands in the way, in a sentence for the user: nobody's mistake in this program. */
export class UserError extends Error {}

/** What a failure of the system means, in words that follow a colon; the message of any other. */
export const reasonOf = (error: unknown): string => knownReason(error) ?? messageOf(error);

/** The same of what a user can do something about; undefined for any other. */
export const knownReason = (error: unknown): string | undefined => reasons[codeOf(error)];

const reasons: Readonly<Record<string, string>> = {
  EACCES: "permission was denied",
  EPERM: "permission was denied",
  ENOSPC: "the disk is full",
  EDQUOT: "the disk quota is used up",
  EFBIG: "the file size limit of this process is exceeded",
  EROFS: "the file system is read-only",
};
