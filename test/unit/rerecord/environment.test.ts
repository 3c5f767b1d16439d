import { expect, test } from "vitest";
import { providerKeys } from "../../../server/src/formats/providerKeys";
import { requiredVariables } from "../../../server/src/rerecord/environment";

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
