/** Cassettes of Ruby's VCR and of R's package vcr, in YAML and JSON. Based on VCR 6, vcr 2 and 1,500 files. */
import { callsIn } from "../../recording/http/call";
import { jsonOrYaml } from "../../source/jsonOrYaml";
import { listOutline } from "../../source/yaml/listOutline";
import { cassetteFormat } from "../cassette";

export const rubyVcr = cassetteFormat({
  id: "ruby-vcr",
  title: "VCR cassette",
  detect: (path, head) =>
    /\.(?:ya?ml|json)$/.test(path) && (/^http_interactions:/m.test(head) || /^\uFEFF?\s*\{\s*"http_interactions"\s*:/.test(head)),
  source: jsonOrYaml,
  list: "http_interactions",
  exchangesOf: (value) => callsIn(value, "http_interactions"),
  noneIn: () => "The file has no list of `http_interactions`, so it is not a cassette and cannot be replayed.",
  outline: (_, text, isWhole) => (isWhole ? listOutline(text, "http_interactions") : undefined),
});
