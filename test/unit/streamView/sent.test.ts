/** Every kind of message, item and content part that a request may hold: named truly, and nothing of it lost. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { plainStyle, shownAs } from "../../support/shown";
import { chatStream } from "../../support/recordings";
import { viewOf } from "../../support/viewOf";

type Body = Readonly<Record<string, unknown>>;
const none = { messages: undefined };
const view = (body: Body) => viewOf(chatStream(["Hi"], { body: { ...none, ...body } }));
/** "tool(c1): text", "assistant → f({}) c1", and what else is told. */
const sent = (body: Body) =>
  view(body).messages.map(({ role, text, toolCallId, toolCalls, also = [] }) =>
    [
      role + (toolCallId === undefined ? "" : `(${toolCallId})`),
      ...(text === "" ? [] : [text]),
      ...toolCalls.map((call) => `→ ${call.name}(${call.arguments}) ${call.id ?? ""}`),
      ...also.map(({ name, value }) => `+ ${name} ${value}`),
    ].join(" | "),
  );

describe("a message of Bedrock's conversations", () => {
  const of = (role: string, ...content: readonly object[]) => sent({ messages: [{ role, content }] });

  test("says its texts, thoughts, calls, results and files", () => {
    expect(of("user", { text: "Hi" }, { guardContent: { text: { text: "Tokyo" } } })).toEqual([
      "user | Hi\n[guardContent] Tokyo",
    ]);
    const thought = { reasoningContent: { reasoningText: { text: "Hm.", signature: "c2ln" } } };
    const call = { toolUse: { toolUseId: "t1", name: "pack", input: { item: "hat" } } };
    const [said = ""] = of("assistant", thought, call);
    expect(said).toContain("[reasoningContent] Hm.");
    expect(said).toContain('→ pack({"item":"hat"}) t1');
    const result = { toolResult: { toolUseId: "t1", content: [{ text: "Packed." }, { json: { n: 1 } }], status: "success" } };
    const [answered = ""] = of("user", result);
    expect(answered).toMatch(/^tool\(t1\) \| Packed\.\n\{.*"n":1.*success/s);
    expect(of("user", { image: { format: "png", source: { bytes: "iVBORw0K" } } })[0]).toMatch(/^user \| \[image, /);
  });
});

describe("an item of the Responses API", () => {
  test.each<[Body, string]>([
    [{ role: "user", content: "Hi" }, "user | Hi"],
    [{ type: "message", role: "developer", content: [{ type: "input_text", text: "Hi" }] }, "developer | Hi"],
    [
      {
        type: "message",
        role: "assistant",
        id: "msg_1",
        content: [{ type: "output_text", text: "Hi", annotations: [{ url: "u" }] }],
      },
      'assistant | Hi | + content[0].annotations [{"url":"u"}] | + id msg_1',
    ],
    [{ role: "assistant", content: [{ type: "refusal", refusal: "No." }] }, "assistant | [refusal] No."],
    [
      {
        type: "reasoning",
        id: "rs_1",
        summary: [{ type: "summary_text", text: "First." }],
        content: [{ type: "reasoning_text", text: "Then." }],
      },
      "reasoning | First.\nThen. | + id rs_1",
    ],
    [{ type: "item_reference", id: "msg_1" }, "item_reference | msg_1"],
    [{ type: "function_call", call_id: "c1", name: "f", arguments: "{}" }, "assistant | → f({}) c1"],
    [{ type: "function_call_output", call_id: "c1", output: "cold" }, "tool(c1) | cold"],
    [{ type: "function_call_output", call_id: "c1", output: [{ type: "input_text", text: "cold" }] }, "tool(c1) | cold"],
    [{ type: "custom_tool_call", call_id: "c2", name: "run_sql", input: "SELECT 1" }, "assistant | → run_sql(SELECT 1) c2"],
    [{ type: "custom_tool_call_output", call_id: "c2", output: "1 row" }, "tool(c2) | 1 row"],
    [
      { type: "web_search_call", id: "ws_1", status: "completed", action: { type: "search", query: "Oslo" } },
      'web_search_call | {"id":"ws_1","status":"completed","action":{"type":"search","query":"Oslo"}}',
    ],
    [{ type: "file_search_call", id: "fs_1", queries: ["a"] }, 'file_search_call | {"id":"fs_1","queries":["a"]}'],
    [
      { type: "computer_call", call_id: "c3", action: { type: "click", x: 3 } },
      'computer_call | {"call_id":"c3","action":{"type":"click","x":3}}',
    ],
    [
      {
        type: "computer_call_output",
        call_id: "c3",
        output: { type: "computer_screenshot", image_url: "https://example.com/a.png" },
      },
      "tool(c3) | [computer_screenshot, https://example.com/a.png]",
    ],
    [{ type: "code_interpreter_call", code: "1+1" }, 'code_interpreter_call | {"code":"1+1"}'],
    [
      { type: "image_generation_call", id: "ig_1", result: "A".repeat(4096) },
      'image_generation_call | {"id":"ig_1","result":"[3 KB]"}',
    ],
    [
      { type: "mcp_call", id: "mcp_1", server_label: "dice", name: "roll", arguments: '{"n":1}', output: "4" },
      'mcp_call | 4 | → roll({"n":1}) mcp_1 | + server_label dice',
    ],
    [{ type: "mcp_list_tools", server_label: "dice", tools: [] }, 'mcp_list_tools | {"server_label":"dice","tools":[]}'],
    [{ type: "mcp_approval_request", id: "mcpr_1", name: "roll", arguments: "{}" }, "mcp_approval_request | → roll({}) mcpr_1"],
    [
      { type: "mcp_approval_response", approval_request_id: "mcpr_1", approve: false, reason: "Too dear" },
      'mcp_approval_response | {"approval_request_id":"mcpr_1","approve":false,"reason":"Too dear"}',
    ],
    [
      { type: "local_shell_call", call_id: "c4", action: { command: ["ls"] } },
      'local_shell_call | {"call_id":"c4","action":{"command":["ls"]}}',
    ],
    [{ type: "local_shell_call_output", id: "c4", output: "a.txt" }, "tool(c4) | a.txt"],
    [
      { type: "shell_call_output", call_id: "c5", output: [{ stdout: "a", outcome: { exit_code: 0 } }] },
      'tool(c5) | {"stdout":"a","outcome":{"exit_code":0}}',
    ],
    [
      { type: "apply_patch_call", call_id: "c6", operation: { path: "a" } },
      'apply_patch_call | {"call_id":"c6","operation":{"path":"a"}}',
    ],
    [{ type: "apply_patch_call_output", call_id: "c6", status: "failed", output: "no" }, "tool(c6) | no | + status failed"],
    [{ type: "never_heard_of", words: "kept" }, 'never_heard_of | {"words":"kept"}'],
    [{ type: "input_file", file_id: "file-1", filename: "a.pdf" }, "input | [file] | + file_id file-1 | + filename a.pdf"],
  ])("%j", (item, expected) => {
    expect(sent({ input: [item] })).toEqual([expected]);
  });

  test("what the conversation stands on is shown as a setting, and the instructions as the system's", () => {
    const prompt = { id: "pmpt_1", variables: { city: "Oslo" } };
    const body = { input: "Hi", instructions: "Be brief.", prompt, previous_response_id: "resp_1", conversation: "conv_1" };
    expect(sent(body)).toEqual(["system | Be brief.", "input | Hi"]);
    expect(view(body).settings).toEqual([
      { name: "prompt", value: JSON.stringify(prompt) },
      { name: "previous_response_id", value: "resp_1" },
      { name: "conversation", value: "conv_1" },
    ]);
    expect(view({ prompt }).settings).toEqual([{ name: "prompt", value: JSON.stringify(prompt) }]);
  });
});

describe("a message", () => {
  const base64 = "A".repeat(4096);
  test.each<[Body, readonly string[]]>([
    [{ role: "developer", content: "Be brief." }, ["developer | Be brief."]],
    [{ role: "function", name: "f", content: "4" }, ["function | 4 | + name f"]],
    [{ role: "tool", tool_call_id: "c1", content: [{ type: "text", text: "4" }] }, ["tool(c1) | 4"]],
    [{ role: "assistant", content: null, function_call: { name: "f", arguments: "{}" } }, ["assistant | → f({}) "]],
    [
      { role: "assistant", tool_calls: [{ id: "c1", type: "custom", custom: { name: "sql", input: "SELECT 1" } }] },
      ["assistant | → sql(SELECT 1) c1"],
    ],
    [{ role: "assistant", content: null, refusal: "No." }, ["assistant | [refusal] No."]],
    [{ role: "assistant", content: "4", reasoning_content: "2+2" }, ["assistant | [reasoning] 2+2\n4"]],
    [{ role: "assistant", content: null, audio: { id: "audio_1" } }, ['assistant | + audio {"id":"audio_1"}']],
    [
      { role: "user", content: [{ type: "input_audio", input_audio: { data: base64, format: "wav" } }] },
      ['user | [audio, 3 KB] | + content[0].input_audio {"format":"wav"}'],
    ],
    [
      { role: "user", content: [{ type: "file", file: { file_data: base64, filename: "a.pdf" } }] },
      ['user | [file, 3 KB] | + content[0].file {"filename":"a.pdf"}'],
    ],
    [
      { role: "user", content: [{ type: "image_url", image_url: { url: "https://example.com/a.png", detail: "low" } }] },
      ['user | [image, https://example.com/a.png] | + content[0].image_url {"detail":"low"}'],
    ],
    [
      {
        role: "assistant",
        content: [
          { type: "thinking", thinking: "Hm.", signature: "Eq" },
          { type: "redacted_thinking", data: "Em" },
        ],
      },
      ["assistant | [thinking] Hm.\n[redacted_thinking] | + content[0].signature Eq | + content[1].data Em"],
    ],
    [
      { role: "assistant", content: [{ type: "server_tool_use", id: "s1", name: "web_search", input: { query: "a" } }] },
      ['assistant | [server_tool_use] | → web_search({"query":"a"}) s1'],
    ],
    [
      {
        role: "assistant",
        content: [{ type: "web_search_tool_result", tool_use_id: "s1", content: [{ type: "web_search_result", title: "Yr" }] }],
      },
      ['tool(s1) | [web_search_tool_result] [web_search_result] {"title":"Yr"}'],
    ],
    [
      {
        role: "assistant",
        content: [
          { type: "server_tool_use", id: "s1", name: "web_search", input: {} },
          { type: "web_search_tool_result", tool_use_id: "s1", content: "Yr" },
        ],
      },
      ["assistant | [server_tool_use] | → web_search({}) s1", "tool(s1) | [web_search_tool_result] Yr"],
    ],
    [
      {
        role: "user",
        content: [
          { type: "tool_result", tool_use_id: "t1", content: "cold", is_error: true },
          { type: "tool_result", tool_use_id: "t2", content: [{ type: "text", text: "warm" }] },
          { type: "text", text: "And now?" },
        ],
      },
      ["tool(t1) | cold | + content[0].is_error true", "tool(t2) | warm", "user | And now?"],
    ],
    [
      {
        role: "user",
        content: [{ type: "document", source: { type: "text", media_type: "text/plain", data: "All of it." }, title: "Book" }],
      },
      ['user | [document] All of it. | + content[0].source {"media_type":"text/plain"} | + content[0].title Book'],
    ],
    [
      { role: "user", content: [{ type: "container_upload", file_id: "file_1" }] },
      ["user | [container_upload] | + content[0].file_id file_1"],
    ],
    [
      {
        role: "user",
        content: [{ type: "search_result", source: "a.txt", title: "A", content: [{ type: "text", text: "Found." }] }],
      },
      ["user | [search_result] A\na.txt\nFound."],
    ],
    [{ role: "user", content: [{ type: "never_heard_of", words: "kept" }] }, ['user | [never_heard_of] {"words":"kept"}']],
    [{ role: "user", content: "Hi", images: [base64] }, ["user | Hi\n[image, 3 KB]"]],
  ])("%j", (message, expected) => {
    expect(sent({ messages: [message] })).toEqual(expected);
  });

  test.each<[Body, readonly string[]]>([
    [{ role: "model", parts: [{ text: "Hm.", thought: true }] }, ["model | Hm. | + parts[0].thought true"]],
    [
      { role: "user", parts: [{ fileData: { fileUri: "gs://a/b.pdf", mimeType: "application/pdf" } }] },
      ['user | [file, gs://a/b.pdf] | + parts[0].fileData {"mimeType":"application/pdf"}'],
    ],
    [
      { role: "model", parts: [{ executable_code: { language: "PYTHON", code: "1+1" } }] },
      ['model | [executable_code] {"language":"PYTHON","code":"1+1"}'],
    ],
    [
      { role: "user", parts: [{ function_response: { id: "c1", name: "f", response: { result: 4 } } }] },
      ['tool(c1) | {"result":4} | + parts[0].name f'],
    ],
  ])("of Gemini: %j", (content, expected) => {
    expect(sent({ contents: [content] })).toEqual(expected);
  });
});

describe("whatever is sent", () => {
  const word = fc.stringMatching(/^[a-z]{8}$/).map((text) => `w${text}`);
  const leaf = fc.oneof(word, fc.integer({ min: 100_000, max: 999_999 }), fc.boolean(), fc.constant(null));
  const names = fc.constantFrom(
    ...[
      "role",
      "content",
      "parts",
      "text",
      "name",
      "id",
      "call_id",
      "arguments",
      "input",
      "output",
      "summary",
      "refusal",
      "images",
    ],
    ...[
      "tool_calls",
      "function",
      "custom",
      "function_call",
      "function_response",
      "source",
      "data",
      "image_url",
      "url",
      "thinking",
    ],
    ...[
      "tool_use_id",
      "tool_call_id",
      "title",
      "answers",
      "cache_control",
      "index",
      "reasoning",
      "inline_data",
      "executable_code",
    ],
  );
  const types = fc.constantFrom(
    ...[
      "message",
      "text",
      "input_text",
      "reasoning",
      "function_call",
      "function_call_output",
      "custom_tool_call",
      "item_reference",
    ],
    ...[
      "tool_use",
      "tool_result",
      "image",
      "image_url",
      "document",
      "file",
      "thinking",
      "search_result",
      "web_search_call",
      "mcp_call",
    ],
    ...["web_search_tool_result", "server_tool_use", "never_heard_of", "function_response", "custom", "function", "content"],
  );
  const { node } = fc.letrec<{ node: unknown; object: object }>((tie) => ({
    node: fc.oneof({ depthSize: "small" }, leaf, tie("object"), fc.array(tie("node"), { maxLength: 3 })),
    object: fc
      .tuple(fc.option(types), fc.dictionary(names, tie("node"), { maxKeys: 5 }))
      .map(([type, rest]) => (type === null ? rest : { type, ...rest })),
  }));

  test.each(["messages", "input", "contents"])("every value in `%s` is shown somewhere, to people and as JSON", (form) => {
    fc.assert(
      fc.property(fc.array(node, { minLength: 1, maxLength: 3 }), (turns) => {
        const text = chatStream(["Hi"], { body: { ...none, [form]: turns } });
        const { messages } = viewOf(text);
        const told = messages.flatMap(stringsIn).join("\n");
        const shown = shownAs(text, plainStyle);
        for (const value of leavesOf(turns)) {
          expect(told).toContain(value);
          expect(shown).toContain(value);
        }
        return true;
      }),
      { numRuns: 1000 },
    );
  });
});

function stringsIn(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(stringsIn) : [];
}

/** All but the types, which a known kind says in its own way, and words that are no data. */
function leavesOf(value: unknown): readonly string[] {
  if (typeof value === "string" || typeof value === "number") return [String(value)];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, each]) => (name === "type" ? [] : leavesOf(each)));
}
