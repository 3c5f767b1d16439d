/** File sizes for people. */

/** "18 MB", "0.4 MB", or "3 KB" for smaller sizes. */
export function megabytes(bytes: number): string {
  if (bytes < 100_000) return `${Math.ceil(bytes / 1000)} KB`;
  const rounded = bytes < 10_000_000 ? Math.round(bytes / 100_000) / 10 : Math.round(bytes / 1_000_000);
  return `${rounded.toLocaleString("en-US")} MB`;
}
