/** VCR.py's cassettes in YAML and JSON, including those of custom serializers and of related libraries. Based on vcrpy and 4,808 files. */
import { isObject } from "../../recording/json";
import { jsonOrYaml } from "../../source/jsonOrYaml";
import { listOutline } from "../../source/yaml/listOutline";
import { cassetteFormat } from "../cassette";
import { decodeInFile } from "./decodeInFile";
import { isCassette } from "./detect";
import { exchangesOf, listsIn } from "./interactions";

export const vcr = cassetteFormat({
  id: "vcr",
  title: "VCR.py cassette",
  isNamedByTest: true,
  detect: isCassette,
  source: jsonOrYaml,
  list: "interactions",
  exchangesOf,
  listsIn,
  decodeInFile,
  noneIn(value) {
    const found = isObject(value) ? "The file has no `interactions`" : "The file is not a mapping with `interactions`";
    return `${found}, so it is not a cassette and cannot be replayed.`;
  },
  outline: (_, text, isWhole) =>
    isWhole ? (listOutline(text, "interactions") ?? listOutline(text.split(/^responses:/m, 1)[0] ?? "", "requests")) : undefined,
});
