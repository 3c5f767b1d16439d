import { describe, expect, test } from "vitest";
import { providerKeys } from "../../../server/src/formats/providerKeys";
import { fixedVariables, requiredVariables } from "../../../server/src/rerecord/environment";

const urls = ["https://api.openai.com/v1/chat/completions", "http://localhost:11434/api/chat", "no url"];

test("Missing keys stand first, each with who wants it, and no value is told", () => {
  const environment = { OPENAI_API_KEY: "sk-secret" };
  const told = requiredVariables(providerKeys, urls, ["MY_TOKEN"], environment);

  expect(told).toEqual([
    { name: "MY_TOKEN", by: "tapedeck.rerecord.requires", present: false },
    { name: "OPENAI_API_KEY", by: "api.openai.com", present: true },
  ]);
  expect(JSON.stringify(told)).not.toContain("sk-secret");
});

test("An empty variable is a missing one", () => {
  expect(requiredVariables(providerKeys, urls, [], { OPENAI_API_KEY: "" })).toMatchObject([
    { name: "OPENAI_API_KEY", present: false },
  ]);
});

test("A provider that takes one of several keys is content with any of them", () => {
  const azure = ["https://mine.openai.azure.com/openai/v1/chat/completions"];

  expect(requiredVariables(providerKeys, azure, [], { AZURE_OPENAI_API_KEY: "k" })).toMatchObject([
    { name: "AZURE_OPENAI_API_KEY", present: true },
  ]);
});

test("A host that only looks like a provider's wants nothing", () => {
  expect(requiredVariables(providerKeys, ["https://api.openai.com.evil.example/v1"], [], {})).toEqual([]);
});

describe("What a suite sets for replay", () => {
  const conftest = `
os.environ["OPENAI_API_KEY"] = "dummy"
os.environ.setdefault("GROQ_API_KEY", "dummy")
monkeypatch.setenv("ANTHROPIC_API_KEY", 'dummy')
assert os.environ["MISTRAL_API_KEY"] == "x"
os.environ["AZURE_API_KEY"] = os.environ["OTHER"]
`;

  test("is what it sets whatever was set before", () => {
    expect(fixedVariables(conftest)).toEqual(["OPENAI_API_KEY", "ANTHROPIC_API_KEY"]);
  });

  test("makes no key of the user's that is missing less missing, and is told of one that is there", () => {
    const fixed = fixedVariables(conftest);
    const url = ["https://api.openai.com/v1/chat/completions", "https://api.groq.com/openai/v1/chat/completions"];
    expect(requiredVariables(providerKeys, url, [], { GROQ_API_KEY: "k" }, fixed)).toEqual([
      { name: "OPENAI_API_KEY", by: "api.openai.com", present: false, fixed: true },
      { name: "GROQ_API_KEY", by: "api.groq.com", present: true },
    ]);
  });
});
