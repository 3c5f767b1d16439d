/** VCR.py's cassettes, in YAML and JSON, with what its users' serializers and its kin make of them. Facts from vcrpy and 4,808 of its files. */
import type { ReadRecording, RecordingFormat } from "../../recording/format";
import { isObject } from "../../recording/json";
import type { Problem } from "../../recording/recording";
import { embeddedSource, type Embedded } from "../../source/embedded/embeddedSource";
import { jsonSource } from "../../source/json";
import { yamlSource } from "../../source/yaml";
import { openBody } from "../../source/embedded/bodies";
import { recordingOf } from "../../recording/http/exchange";
import { isCassette } from "./detect";
import { bodiesOf, exchangeOf, interactionsOf, type Interaction } from "./interactions";
import { outlineOf } from "./outline";

export const vcr: RecordingFormat = {
  id: "vcr",
  title: "VCR.py cassette",
  detect: isCassette,
  parse: (text) => embeddedSource(/^\uFEFF?\s*\{/.test(text) ? jsonSource(text) : yamlSource(text), openedIn),
  read(value) {
    if (value === undefined) return { recordings: [], problems: [] };
    const interactions = interactionsOf(value);
    if (interactions === undefined) return { recordings: [], problems: [noList(value)] };
    return { recordings: interactions.map(readInteraction), problems: [] };
  },
  outline: (_, text, isWhole) => (isWhole ? outlineOf(text) : undefined),
  asReplayed: (value) => value,
  hashOfName: () => undefined,
  spellingDifferences: () => [],
};

function openedIn(value: unknown): readonly Embedded[] {
  return (interactionsOf(value) ?? []).flatMap((each) => bodiesOf(each).flatMap((body) => openBody(body) ?? []));
}

function readInteraction(interaction: Interaction): ReadRecording {
  const { path, request, response } = interaction;
  const problems: Problem[] = [];
  for (const [name, part] of [["request", request] as const, ["response", response] as const]) {
    if (!isObject(part))
      problems.push({ path, part: "key", message: `The recording has no ${name}, so replay cannot load the file.` });
  }
  const recording = isObject(request) || isObject(response) ? recordingOf(exchangeOf(interaction)) : undefined;
  return { path, recording, problems };
}

function noList(value: unknown): Problem {
  const found = isObject(value) ? "The file has no `interactions`" : "The file holds no mapping with `interactions`";
  return { path: [], part: "key", message: `${found}, so it is no cassette and cannot be replayed.` };
}
