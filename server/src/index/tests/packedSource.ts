import { cassetteSource } from "../../pytest/cassettes/source";
import { asciiJson } from "../store/asciiJson";
import { slashPath } from "../uris";

/** What a Python file (URI) with this text says about cassettes. A separate module, so that workers that read Python load nothing else. */
export function packedSource(uri: string, text: string): string {
  return asciiJson(cassetteSource(slashPath(uri), text));
}
