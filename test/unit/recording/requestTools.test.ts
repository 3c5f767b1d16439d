import { describe, expect, it } from "vitest";
import { readRecordingFile } from "../../../server/src/formats/readDocument";
import { instructionsOf, parametersOf, promptOf } from "../../../server/src/recording/request";
import { functionsOf, toolsOf } from "../../../server/src/recording/requestTools";
import { chatCompletion } from "../../support/recordings";

const parameters = { type: "object", properties: { city: { type: "string" } } };
const base = ["request", "body"];

const requestWith = (body: Readonly<Record<string, unknown>>) =>
  readRecordingFile("x.json", chatCompletion("Hi", { body })).recording?.request;
const offered = (tool: unknown) => toolsOf(requestWith({ tools: [tool] }))?.tools;

describe("a tool", () => {
  it("has one form, whatever the provider calls its parts", () => {
    const at = [...base, "tools", 0];
    const weather = { name: "weather", description: "Looks outside.", parameters, schema: parameters, runBy: "client" };
    const inner = { name: "weather", description: "Looks outside." };

    expect(offered({ type: "function", function: { ...inner, parameters } })).toEqual([
      { ...weather, type: "function", path: at },
    ]);
    expect(offered({ type: "function", ...inner, parameters })).toEqual([{ ...weather, type: "function", path: at }]);
    expect(offered({ ...inner, input_schema: parameters })).toEqual([{ ...weather, type: undefined, path: at }]);
    expect(offered({ type: "custom", custom: inner })).toMatchObject([{ name: "weather", type: "custom", schema: undefined }]);
    for (const key of ["function_declarations", "functionDeclarations"]) {
      expect(offered({ [key]: [{ ...inner, parameters_json_schema: parameters }, null] })).toEqual([
        { ...weather, type: undefined, path: [...at, "function_declarations", 0] },
      ]);
    }
  });

  it("of Gemini's own notation has parameters and no JSON schema", () => {
    const own = { type: "OBJECT" };
    expect(offered({ function_declarations: [{ name: "f", parameters: own }] })).toMatchObject([
      { parameters: own, schema: undefined },
    ]);
  });

  it("is run by the provider where it is a type with settings, or a single key", () => {
    expect(offered({ type: "web_search", user_location: {} })).toMatchObject([{ name: undefined, runBy: "provider" }]);
    expect(offered({ google_search: {} })).toMatchObject([{ type: "google_search", runBy: "provider" }]);
    expect(offered({ function_declarations: [{ name: "f" }], retrieval: null, google_search: {} })).toMatchObject([
      { name: "f", runBy: "client" },
      { name: undefined, type: "google_search", runBy: "provider" },
    ]);
    expect(offered({ type: "function", function_declarations: [{ name: "f" }] })).toHaveLength(1);
    expect(offered({ type: "mcp", server_label: "x" })).toMatchObject([{ runBy: "unknown" }]);
    expect(offered({ a: 1, b: 2 })).toMatchObject([{ runBy: "unknown" }]);
  });

  it("of a namespace stands behind it", () => {
    const tools = [{ type: "function", name: "f", parameters }, 7];
    expect(offered({ type: "namespace", name: "crm", tools })).toMatchObject([
      { name: "crm", type: "namespace" },
      { name: "f", type: "function", schema: parameters, path: [...base, "tools", 0, "tools", 0] },
    ]);
  });

  it("that is none leaves the list in part", () => {
    expect(toolsOf(requestWith({ tools: [7] }))).toMatchObject({ tools: [], isWhole: false });
    expect(toolsOf(requestWith({ tools: "f" }))).toMatchObject({ tools: [], isWhole: false });
    expect(toolsOf(requestWith({ tools: null }))).toMatchObject({ tools: [], isWhole: true });
    expect(toolsOf(requestWith({}))).toEqual({ tools: [], isWhole: true, path: base });
  });

  it("may be offered the older way", () => {
    expect(functionsOf(requestWith({ functions: [{ name: "f", parameters }, 7] }))).toMatchObject([
      { name: "f", schema: parameters, path: [...base, "functions", 0] },
    ]);
    expect(functionsOf(requestWith({ functions: { name: "f" } }))).toEqual([]);
  });
});

describe("what else a request says", () => {
  it("is its prompt, of messages or of one text", () => {
    expect(promptOf(requestWith({ messages: undefined, input: "Hello" }))).toEqual({
      form: "input",
      turns: ["Hello"],
      lastPath: ["request", "body", "input"],
    });
    expect(promptOf(requestWith({ messages: [{ role: "user" }] }))).toEqual({
      form: "messages",
      turns: [{ role: "user" }],
      lastPath: ["request", "body", "messages", 0],
    });
  });

  it("is how to behave, beside the messages", () => {
    const body = { system: "Be brief.", config: { system_instruction: { parts: [{ text: "Be kind." }] } } };
    expect(instructionsOf(requestWith(body))).toEqual(["Be brief.", [{ text: "Be kind." }]]);
  });

  it("is every setting that is set, Gemini's last", () => {
    const body = { temperature: 0.5, stop: null, config: { top_k: 3, tools: [], system_instruction: "x" } };
    expect(parametersOf(requestWith(body))).toEqual([
      { name: "temperature", value: 0.5 },
      { name: "top_k", value: 3 },
    ]);
  });
});
