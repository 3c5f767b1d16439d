/** The URI scheme of documents under review. */
export const reviewScheme = "tapedeck-review";
