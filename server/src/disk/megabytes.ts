/** The size of files, for people. */

/** "18 MB", "0.4 MB", and of less "3 KB". */
export function megabytes(bytes: number): string {
  if (bytes < 100_000) return `${Math.ceil(bytes / 1000)} KB`;
  const rounded = bytes < 10_000_000 ? Math.round(bytes / 100_000) / 10 : Math.round(bytes / 1_000_000);
  return `${rounded.toLocaleString("en-US")} MB`;
}
