/** A pasted request: a whole recording, its `request`, or only the body. */
import type { AskedRequest, PlacedRequest } from "../../recording/naming";
import { isDict, parsePython, type PythonDict, type PythonValue } from "../../recording/python/json";
import { requestDifferences } from "./requestDifference";
import { hashableRequest, readHashable, requestHash, type HashableRequest } from "./requestHash";
import { schemeNamed } from "./schemes";

/** See `RequestNaming.readAsked`; undefined if the text is not a JSON object. */
export function readAsked(text: string, testId: string | undefined): AskedRequest | undefined {
  const value = parsed(text);
  if (!isDict(value)) return undefined;
  const inner = value.get("request");
  const ownTestId = value.get("test_id");
  const request = hashableRequest(isDict(inner) ? inner : value, typeof ownTestId === "string" ? ownTestId : (testId ?? null));
  return {
    testId: request === undefined || request.kind === "tool" ? undefined : (request.testId ?? undefined),
    hashUnder: (scheme, sha256) => request && requestHash(request, schemeNamed(scheme).name, sha256),
    inPlaceOf(file) {
      const recorded = readHashable(file);
      return recorded && placed(request ?? sentAs(recorded, value), recorded);
    },
  };
}

function parsed(text: string): PythonValue | undefined {
  try {
    return parsePython(text);
  } catch {
    return undefined;
  }
}

function placed(asked: HashableRequest, recorded: HashableRequest): PlacedRequest {
  return {
    hashUnder: (scheme, sha256) => requestHash(asked, schemeNamed(scheme).name, sha256),
    differences: (scheme, shown) =>
      asked.kind === recorded.kind ? requestDifferences(asked, recorded, schemeNamed(scheme).name, shown) : undefined,
  };
}

/** A request with this body, and the method, URL and test of the recorded one. */
function sentAs(recorded: HashableRequest, body: PythonDict): HashableRequest {
  switch (recorded.kind) {
    case "inference":
      return { ...recorded, body };
    case "http":
      return { ...recorded, payload: body };
    case "tool":
      return { ...recorded, kwargs: body };
  }
}
