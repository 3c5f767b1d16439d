/** Made-up recordings for surfaces that the samples are too small for, or too sound. */
import { ourHashes } from "../../support/hashJudge";
import { chatCompletion, chatStream } from "../../support/recordings";
import { dice, hex } from "../../support/secrets";

type Files = Readonly<Record<string, string>>;

const folder = "tests/integration/prompts";
const cities = ["Paris", "Wellington", "T\u014dky\u014d", "Lima", "Oslo", "Quito", "Accra", "Hanoi", "Riga", "Sofia"];
const models = ["sample/large=2026-01", "sample/tiny-chat:1b", "sample/vision-language-preview:70b-instruct"];

/** A recording in its file: by the hash of its request, or by another, which replay does not find. */
function recorded(text: string, otherName?: string): readonly [path: string, text: string] {
  const name = otherName ?? ourHashes(text)?.["4b"] ?? "";
  return [`${folder}/recordings/${name}.json`, text.replace("rec-0123456789ab", `rec-${name.slice(0, 12)}`)];
}

const ask = (content: string) => ({ messages: [{ role: "user", content }] });

/** A test with thirty recordings, by cities and models, of which replay does not find three. */
export function manyRecordings(): Files {
  const recordings = cities.flatMap((city) =>
    models.map((model) => {
      const testId = `${folder}/test_prompts.py::test_describes_a_city[${city}-txt=${model}]`;
      const body = ask(`Describe ${city} in one sentence.`);
      const text = chatCompletion(`${city} is a city with a harbour.`, { testId, model, body });
      return recorded(text, city === "Oslo" ? dice(64, testId, hex) : undefined);
    }),
  );
  const module = `import pytest

CITIES = ${JSON.stringify(cities)}
MODELS = ${JSON.stringify(models)}


@pytest.mark.parametrize("model", MODELS, ids=lambda model: f"txt={model}")
@pytest.mark.parametrize("city", CITIES)
def test_describes_a_city(client, model, city):
    assert city in client.chat(model=model, prompt=f"Describe {city} in one sentence.")


def test_says_its_key(client):
    assert client.chat(prompt="Describe Oslo.")
`;
  return { [`${folder}/test_prompts.py`]: module, ...Object.fromEntries(recordings) };
}

/** `count` recordings of a module that replay does not find. */
export function notFound(count: number): Files {
  const tests = Array.from({ length: 12 }, (_, index) => `test_prompt_${index + 1}`);
  const recordings = Array.from({ length: count }, (_, index) => {
    const testId = `${folder}/test_prompts.py::${tests[index % tests.length]}[${index + 1}]`;
    const city = cities[index % cities.length] ?? "";
    const options = { testId, model: models[index % 2] ?? "", body: ask(`Describe ${city}, number ${index + 1}.`) };
    return recorded(chatCompletion(`${city} is a city with a harbour.`, options), dice(64, testId, hex));
  });
  const functions = tests.map((test) => `\n\ndef ${test}(client, number):\n    assert client.chat(prompt=number)\n`);
  const module = `"""Prompts that were recorded under other names."""\n${functions.join("")}`;
  return { [`${folder}/test_prompts.py`]: module, ...Object.fromEntries(recordings) };
}

/** A recording with a key in its request and another request's name, and one with a merge conflict. */
export const damaged = {
  keyAndName: `${folder}/recordings/${"7".repeat(64)}.json`,
  conflict: `${folder}/recordings/${"8".repeat(64)}.json`,
};

export function damagedRecordings(): Files {
  const testId = `${folder}/test_prompts.py::test_says_its_key`;
  const text = (words: readonly string[]) =>
    chatStream(words, { testId, body: ask(`Describe Oslo. My key is sk-proj-${dice(48, "key")}.`) });
  const sound = text(["Oslo ", "is ", "a ", "city."]);
  const start = sound.indexOf("      {\n", sound.indexOf('"body": [\n'));
  const end = sound.indexOf("    ],", start);
  const other = text(["Oslo ", "has ", "a ", "harbour."]);
  const theirs = other.slice(start, other.indexOf("    ],", start));
  const conflict = `${sound.slice(0, start)}<<<<<<< HEAD\n${sound.slice(start, end)}=======\n${theirs}>>>>>>> re-record\n${sound.slice(end)}`;
  return { [damaged.keyAndName]: sound, [damaged.conflict]: conflict };
}
