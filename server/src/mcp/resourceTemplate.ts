/** How a test's recordings are named as a resource. */
export const scheme = "tapedeck://test/";

export const resourceTemplate = {
  name: "recordings-of-test",
  title: "Recordings of a Test",
  uriTemplate: `${scheme}{testId}`,
  description: "The recordings of a pytest test: which there are, of which models, and what was answered.",
  mimeType: "text/plain",
} as const;
