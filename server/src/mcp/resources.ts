/** The recordings of each test as a resource: `tapedeck://test/<node id>`. */
import { counted } from "../counted";
import { callTool } from "../features/agent/call";
import { findRecordings } from "../features/agent/findRecordings";
import { pageOf } from "../features/agent/pages";
import { visible } from "../features/agent/answer";
import type { Services } from "../features/services";
import { maskSecrets } from "../rules/secrets/mask";
import { scheme } from "./resourceTemplate";

/** A page of the tests that have recordings. */
export function listResources({ workspace: { index } }: Services, cursor: string | undefined) {
  const counts = new Map<string, number>();
  // A lone surrogate cannot be written in a URI.
  const isNamed = (testId: string) => testId !== "" && !/\p{Cs}/u.test(testId);
  for (const { testId = "" } of index.namedTests()) if (isNamed(testId)) counts.set(testId, (counts.get(testId) ?? 0) + 1);
  const { entries, page } = pageOf(
    [...counts].sort(([a], [b]) => (a < b ? -1 : 1)),
    { cursor, limit: 100 },
  );
  const resources = entries.map(([testId, count]) => ({
    uri: scheme + encodeURIComponent(testId),
    name: visible(maskSecrets(testId)).slice(0, 300),
    description: counted(count, "recording"),
    mimeType: "text/plain",
  }));
  return { resources, ...(page.next_cursor === undefined ? {} : { nextCursor: page.next_cursor }) };
}

/** The text of a resource; undefined for any other URI. */
export async function readResource(services: Services, uri: string): Promise<string | undefined> {
  const test = uri.startsWith(scheme) ? decoded(uri.slice(scheme.length)) : undefined;
  return test === undefined || test === "" ? undefined : (await callTool(services, findRecordings, { test, limit: 100 })).text;
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
