import { cassetteSource } from "../../pytest/cassettes/source";
import { asciiJson } from "../store/asciiJson";
import { slashPath } from "../uris";

/** What a Python file (URI) with this text says of cassettes. In a module of its own: workers that read Python load nothing else for it. */
export function packedSource(uri: string, text: string): string {
  return asciiJson(cassetteSource(slashPath(uri), text));
}
