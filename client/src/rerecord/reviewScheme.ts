/** Of the URIs of documents under review. */
export const reviewScheme = "tapedeck-review";
