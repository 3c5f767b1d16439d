/** Cassettes of go-vcr, version 2 of the file format and later, and version 1 if recognizable. Based on go-vcr 4 and 363 files. */
import { callsIn, type FindBody } from "../../recording/http/call";
import { heldBody } from "../../recording/http/heldBody";
import { isObject } from "../../recording/json";
import { yamlSource } from "../../source/yaml";
import { listOutline } from "../../source/yaml/listOutline";
import { cassetteFormat } from "../cassette";

const start = /^(?:---[^\S\n]*\r?\n)?version: (\d+)\r?\ninteractions:/;
/** Fields that VCR.py's files with the same version lack. */
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

/** If a form was parsed during recording, its body is empty. */
function sentBody(...[fields, path]: Parameters<FindBody>): ReturnType<FindBody> {
  const { body, form, method } = fields;
  const isForm = (body === "" || body === undefined) && method !== "GET" && isObject(form) && Object.keys(form).length > 0;
  return isForm ? { body: form, bodyPath: [...path, "form"], isBase64: false } : heldBody(fields, path);
}
