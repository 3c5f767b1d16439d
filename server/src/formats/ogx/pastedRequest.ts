/** A request as somebody pastes it: a whole recording, its `request`, or only the body that was sent. */
import { isDict, parsePython, type PythonDict, type PythonValue } from "./pythonJson";
import { hashableRequest, type HashableRequest } from "./requestHash";

export type PastedRequest =
  | { readonly kind: "request"; readonly request: HashableRequest }
  /** Method, address and test are those of the recording that it is compared with. */
  | { readonly kind: "body"; readonly body: PythonDict };

/** undefined for a text that is no JSON object. `testId` is of the test that made the request, where the text does not say. */
export function readPastedRequest(text: string, testId: string | null): PastedRequest | undefined {
  const value = parsed(text);
  if (!isDict(value)) return undefined;
  const inner = value.get("request");
  const ownTestId = value.get("test_id");
  const request = hashableRequest(isDict(inner) ? inner : value, typeof ownTestId === "string" ? ownTestId : testId);
  return request ? { kind: "request", request } : { kind: "body", body: value };
}

function parsed(text: string): PythonValue | undefined {
  try {
    return parsePython(text);
  } catch {
    return undefined;
  }
}

/** The request that a pasted text makes when it was sent as this recorded one was. */
export function asRequest(pasted: PastedRequest, recorded: HashableRequest): HashableRequest {
  if (pasted.kind === "request") return pasted.request;
  const { body } = pasted;
  switch (recorded.kind) {
    case "inference":
      return { ...recorded, body };
    case "http":
      return { ...recorded, payload: body };
    case "tool":
      return { ...recorded, kwargs: body };
  }
}
