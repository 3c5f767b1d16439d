/** Traces of Go's httprr, as used by LangChainGo. Based on its source and 107 files. */
import { callsIn } from "../../recording/http/call";
import { partsSource } from "../../source/parts";
import { cassetteFormat } from "../cassette";
import { firstLine, readTrace } from "./trace";

export const httprr = cassetteFormat({
  id: "httprr",
  title: "httprr trace",
  detect: (path, head) => path.endsWith(".httprr") || head.startsWith(firstLine),
  source: (text) => partsSource(text, readTrace),
  exchangesOf: (value) => callsIn(value, "calls", { url: ["url"] }),
  noneIn: () => "The file has no calls, so it is not a trace and cannot be replayed.",
});
