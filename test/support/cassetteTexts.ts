/** Cassettes as PyYAML, and Python's json, write them: calls by question and answer, with every form of a body. */

/** The forms of an answer's body. */
const spellings: readonly ((answer: string) => string)[] = [
  (answer) =>
    `'{"choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content":\n        "${answer}"}}]}'`,
  (answer) =>
    `"data: {\\"choices\\": [{\\"index\\": 0, \\"delta\\": {\\"content\\": \\"${answer}\\"}}]}\\n\\ndata:\\\n        \\ [DONE]\\n\\n"`,
  (answer) => `|+\n        data: {"choices": [{"index": 0, "delta": {"content": "${answer}"}}]}\n\n        data: [DONE]\n\n`,
  (answer) =>
    `!!binary |\n        ${Buffer.from(`{"choices": [{"index": 0, "message": {"content": "${answer}"}}]}`).toString("base64")}`,
];

/** One recording of a YAML cassette; `spelling` is the index of a form. */
export function yamlCall(question: string, answer: string, { spelling = 0, host = "api.openai.com", date = "Mon" } = {}): string {
  return `- request:
    body: '{"model": "gpt-4o", "messages": [{"role": "user", "content": "${question}"}]}'
    headers:
      Content-Type:
      - application/json
    method: POST
    uri: https://${host}/v1/chat/completions
  response:
    body:
      string: ${(spellings[spelling % spellings.length] ?? String)(answer).replace(/\n$/, "")}
    headers:
      Content-Type:
      - ${spelling % 3 === 0 ? "application/json" : "text/event-stream"}
      date:
      - ${date}
    status:
      code: 200
      message: OK
`;
}

export const yamlCassette = (...calls: readonly string[]): string => `interactions:\n${calls.join("")}version: 1\n`;

/** A call as an object, for cassettes in JSON. */
export function jsonCall(question: string, answer: string, { host = "api.openai.com", id = "chatcmpl-1" } = {}): object {
  return {
    request: {
      ...{ method: "POST", uri: `https://${host}/v1/chat/completions` },
      body: JSON.stringify({ model: "gpt-4o", messages: [{ role: "user", content: question }] }),
      headers: { "Content-Type": ["application/json"] },
    },
    response: {
      status: { code: 200, message: "OK" },
      headers: { "Content-Type": ["application/json"] },
      body: {
        string: JSON.stringify({
          ...{ id, object: "chat.completion", created: 1700000000, model: "gpt-4o" },
          choices: [{ index: 0, finish_reason: "stop", message: { role: "assistant", content: answer } }],
        }),
      },
    },
  };
}

/** As vcrpy's JSON serializer writes it. */
export const jsonCassette = (...interactions: readonly object[]): string =>
  `${JSON.stringify({ version: 1, interactions }, undefined, 4)}\n`;

/** As LangChain's serializer writes it. */
export function parallelCassette(...calls: readonly (readonly [question: string, answer: string])[]): string {
  const requests = calls.map(
    ([question]) => `- body: '{"model": "gpt-4o", "messages": [{"role": "user", "content": "${question}"}]}'
  headers: {}
  method: POST
  uri: https://api.openai.com/v1/chat/completions
`,
  );
  const responses = calls.map(
    ([, answer]) => `- body:
    string: '{"choices": [{"index": 0, "finish_reason": "stop", "message": {"content": "${answer}"}}]}'
  headers: {}
  status:
    code: 200
    message: OK
`,
  );
  return `requests:\n${requests.join("")}responses:\n${responses.join("")}`;
}
