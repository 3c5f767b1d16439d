/** Cassettes of go-vcr, version 2 of the file on; and version 1, where it shows. Facts from go-vcr 4 and 363 of its files. */
import { callsIn, type FindBody } from "../../recording/http/call";
import { heldBody } from "../../recording/http/heldBody";
import { isObject } from "../../recording/json";
import { yamlSource } from "../../source/yaml";
import { listOutline } from "../../source/yaml/listOutline";
import { cassetteFormat } from "../cassette";

const start = /^(?:---[^\S\n]*\r?\n)?version: (\d+)\r?\ninteractions:/;
/** What VCR.py's files of that version do not have. */
const goFields = /^ +(?:- )?(?:id: \d|proto: |form: )/m;

export const goVcr = cassetteFormat({
  id: "go-vcr",
  title: "go-vcr cassette",
  detect(path, head) {
    const version = /\.ya?ml$/.test(path) ? start.exec(head)?.[1] : undefined;
    return version !== undefined && (Number(version) > 1 || goFields.test(head));
  },
  source: yamlSource,
  list: "interactions",
  exchangesOf: (value) => callsIn(value, "interactions", { url: ["url"], sent: sentBody, received: heldBody }),
  noneIn: () => "The file has no list of `interactions`, so it is not a cassette and cannot be replayed.",
  outline: (_, text, isWhole) => (isWhole ? listOutline(text, "interactions") : undefined),
});

/** A form that was parsed while it was recorded has no body left. */
function sentBody(...[fields, path]: Parameters<FindBody>): ReturnType<FindBody> {
  const { body, form, method } = fields;
  const isForm = (body === "" || body === undefined) && method !== "GET" && isObject(form) && Object.keys(form).length > 0;
  return isForm ? { body: form, bodyPath: [...path, "form"], isBase64: false } : heldBody(fields, path);
}
