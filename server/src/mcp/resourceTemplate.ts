/** The URI scheme of resources for the recordings of a test. */
export const scheme = "tapedeck://test/";

export const resourceTemplate = {
  name: "recordings-of-test",
  title: "Recordings of a Test",
  uriTemplate: `${scheme}{testId}`,
  description: "The recordings of a pytest test: which there are, of which models, and what was answered.",
  mimeType: "text/plain",
} as const;
