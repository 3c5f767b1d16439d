/** One small file of each format of recorded HTTP, and of what they have in common with others. */
import { gzipSync } from "node:zlib";

export interface Sample {
  readonly format: string;
  readonly path: string;
  readonly text: string;
}

export const question = '{"model":"gpt-4o","stream":true,"messages":[{"role":"user","content":"Weather?"}]}';
const event = (delta: object, rest: object = {}) =>
  `data: ${JSON.stringify({
    ...{ id: "c1", object: "chat.completion.chunk", created: 1, model: "gpt-4o" },
    choices: [{ index: 0, delta, finish_reason: null, ...rest }],
  })}\n\n`;
export const stream = `${event({ role: "assistant", content: "It is" })}${event({ content: " cold" })}${event({}, { finish_reason: "stop" })}data: [DONE]\n\n`;
export const url = "https://api.openai.com/v1/chat/completions";
const base64 = (data: string | Uint8Array) => Buffer.from(data as string).toString("base64");
const zipped = gzipSync(stream);
const block = (text: string, indent: number) => `|\n${text.replaceAll(/^(?=.)/gm, " ".repeat(indent))}`;

const yaml = (response: string, status: string, type = "\n      Content-Type:\n      - text/event-stream") => `---
http_interactions:
- request:
    method: post
    uri: ${url}
    body:
      encoding: UTF-8
      string: '${question}'
    headers:
      Content-Type:
      - application/json
  response:
    status: ${status}
    headers: ${type}
    body:
      ${response}
  recorded_at: Mon, 10 Aug 2026 22:29:26 GMT
recorded_with: VCR 6.4.0
`;

const go = (response: string) => `---
version: 2
interactions:
- id: 0
  request:
    proto: HTTP/1.1
    content_length: ${question.length}
    host: api.openai.com
    body: '${question}'
    form: {}
    headers:
      Content-Type:
      - application/json
    url: ${url}
    method: POST
  response:
    proto: HTTP/2.0
    body: ${response}
    headers:
      Content-Type:
      - text/event-stream
    status: 200 OK
    code: 200
    duration: 1.2s
`;

const types = { sent: { "Content-Type": "application/json" }, received: { "Content-Type": "text/event-stream" } };
const named = (headers: object) => Object.entries(headers).map(([name, value]: [string, unknown]) => ({ name, value }));

const entry = (content: object) => ({
  ...{ _id: "c8552fcd8ca29aae2a65be852265bd8a", _order: 0 },
  request: {
    method: "POST",
    url,
    headers: named(types.sent),
    postData: { mimeType: "application/json", params: [], text: question },
  },
  response: {
    status: 200,
    statusText: "OK",
    headers: named(types.received),
    content: { mimeType: "text/event-stream", ...content },
  },
});
const archive = (content: object) => ({ log: { version: "1.2", creator: { name: "Polly.JS" }, entries: [entry(content)] } });

const dataDog = (body: string) => ({
  request: { method: "POST", url, headers: types.sent, body: question },
  response: { status: { code: 200, message: "OK" }, headers: types.received, body },
});

const opencode = (response: object, rest: object = {}) => ({
  version: 1,
  ...rest,
  interactions: [
    {
      ...("metadata" in rest ? { transport: "http" } : {}),
      request: { method: "POST", url, headers: types.sent, body: question },
      response: { status: 200, headers: types.received, ...response },
    },
  ],
});

const mastra = {
  hash: "c6b966d34047c976",
  request: { url, method: "POST", body: JSON.parse(question) as unknown, timestamp: 1 },
  response: {
    ...{ status: 200, statusText: "OK", headers: types.received },
    ...{ chunks: [stream.slice(0, 40), stream.slice(40)], chunkTimings: [1, 2], isStreaming: true },
  },
};

const message = (first: string, type: string, body: string) =>
  `${first}\r\nHost: api.openai.com\r\nContent-Type: ${type}\r\n\r\n${body}`;

export function trace(body = stream): string {
  const request = message(`POST ${url} HTTP/1.1`, "application/json", question);
  const response = message("HTTP/2.0 200 OK", "text/event-stream", body);
  return `httprr trace v1\n${Buffer.byteLength(request)} ${Buffer.byteLength(response)}\n${request}${response}`;
}

/** What VCR.py's users' serializers and its kin make of one call. */
const vcr = (request: object, response: object) =>
  JSON.stringify({
    interactions: [
      {
        request: { method: "POST", uri: url, headers: types.sent, ...request },
        response: { headers: types.received, ...response },
      },
    ],
    version: 1,
  });
const status = { code: 200, message: "OK" };
const chunks = stream
  .split("\n\n")
  .filter(Boolean)
  .map((each) => (each === "data: [DONE]" ? "[DONE]" : (JSON.parse(each.slice(6)) as unknown)));

/** Each says the same call with the same streamed answer. */
export const samples: Readonly<Record<string, Sample>> = {
  "Ruby's VCR": {
    format: "ruby-vcr",
    path: "cassettes/a.yml",
    text: yaml(`string: ${block(stream, 8)}`, "\n      code: 200\n      message: OK"),
  },
  "Ruby's VCR with bytes": {
    format: "ruby-vcr",
    path: "cassettes/a.yml",
    text: yaml(`string: !binary |-\n        ${base64(stream)}`, "{code: 200}"),
  },
  "Ruby's VCR in base64": {
    format: "ruby-vcr",
    path: "cassettes/a.yml",
    text: yaml(`base64_string: ${base64(zipped)}`, "{code: 200}"),
  },
  "R's vcr": {
    format: "ruby-vcr",
    path: "_vcr/a.yml",
    text: yaml(`string: ${JSON.stringify(stream)}`, "200", "{content-type: text/event-stream}").slice(4),
  },
  "Ruby's VCR in JSON": {
    format: "ruby-vcr",
    path: "cassettes/a.json",
    text: JSON.stringify({
      http_interactions: [
        {
          request: { method: "post", uri: url, body: { encoding: "UTF-8", string: question }, headers: {} },
          response: { status, headers: { "Content-Type": ["text/event-stream"] }, body: { encoding: "UTF-8", string: stream } },
        },
      ],
    }),
  },
  "go-vcr": { format: "go-vcr", path: "testdata/TestX/a.yaml", text: go(JSON.stringify(stream)) },
  "go-vcr in a block": { format: "go-vcr", path: "testdata/a.yaml", text: go(block(stream, 6)) },
  "go-vcr's first version": {
    format: "go-vcr",
    path: "testdata/a.yaml",
    text: go(JSON.stringify(stream)).replace("version: 2", "version: 1").replace("  id: 0\n", ""),
  },
  "HTTP archive": { format: "har", path: "a.har", text: JSON.stringify(archive({ text: stream }), null, 2) },
  "HTTP archive in base64": {
    format: "har",
    path: "recording.har",
    text: JSON.stringify(archive({ text: base64(stream), encoding: "base64" })),
  },
  "HTTP archive in pieces": {
    format: "har",
    path: "recordings/x_123/recording.har",
    text: JSON.stringify(
      archive({ text: JSON.stringify([base64(zipped.subarray(0, 30)), base64(zipped.subarray(30))]), encoding: "base64" }),
    ),
  },
  DataDog: {
    format: "datadog",
    path: "openai/openai_chat_completions_post_01234567.json",
    text: JSON.stringify(dataDog(stream), null, 2),
  },
  "DataDog with bytes": {
    format: "datadog",
    path: "openai_chat_completions_post_01234567.json",
    text: JSON.stringify(dataDog(`base64:${base64(stream)}`)),
  },
  httprr: { format: "httprr", path: "testdata/TestX.httprr", text: trace() },
  "http-recorder": {
    format: "http-recorder",
    path: "fixtures/recordings/a.json",
    text: JSON.stringify(opencode({ body: stream }, { metadata: { name: "a" } })),
  },
  "http-recorder in base64": {
    format: "http-recorder",
    path: "fixtures/recordings/a.json",
    text: JSON.stringify(opencode({ body: base64(stream), bodyEncoding: "base64" })),
  },
  "llm-recorder": {
    format: "llm-recorder",
    path: "__recordings__/a.json",
    text: JSON.stringify({ meta: { name: "a" }, recordings: [mastra] }, null, 2),
  },
  "llm-recorder's list": { format: "llm-recorder", path: "__recordings__/a.json", text: JSON.stringify([mastra]) },
  "VCR.py in JSON": {
    format: "vcr",
    path: "cassettes/a.json",
    text: vcr({ body: question }, { body: { string: stream }, status }),
  },
  "VCR.py with trees": {
    format: "vcr",
    path: "cassettes/a.yaml",
    text: vcr({ parsed_body: JSON.parse(question) as unknown }, { body: { parsed_body: chunks }, status }),
  },
  "VCR.py of httpx": {
    format: "vcr",
    path: "cassettes/a.yaml",
    text: vcr({ body: question }, { content: stream, http_version: "HTTP/1.1", status_code: 200 }),
  },
  cassetter: {
    format: "vcr",
    path: "cassettes/a.yaml",
    text: vcr(
      { body: { type: "json", content: JSON.parse(question) as unknown } },
      { body: { type: "binary", content: base64(stream) }, status: 200 },
    ),
  },
  "LangChain's two lists": {
    format: "vcr",
    path: "cassettes/a.yaml.gz",
    text: `requests:\n- {method: POST, uri: '${url}', headers: {}, body: !!binary ${base64(question)}}\nresponses:\n- body: {string: !!binary ${base64(zipped)}}\n  headers: {content-type: ['**REDACTED**']}\n  status: {code: 200, message: OK}\n`,
  },
};

/** A stream without its request. */
export const chunkLines: Sample = {
  format: "chunk-lines",
  path: "__fixtures__/a.chunks.txt",
  text: chunks.flatMap((each) => (each === "[DONE]" ? [] : [`${JSON.stringify(each)}\n`])).join(""),
};

/** Files that look like others and are none of them. */
export const lookalikes: readonly Sample[] = [
  {
    format: "ogx",
    path: "recordings/0b629a57a8f0.json",
    text: '{"request": {"method": "POST", "url": "http://x/v1/chat/completions", "headers": {}, "body": {}}}',
  },
  {
    format: "ogx",
    path: "recordings/a.json",
    text: '{"test_id": "t.py::t", "request": {"method": "POST", "url": "http://x", "body": {}}}',
  },
  { format: "ogx", path: "recordings/a_post_01234567.json", text: '{"test_id": "t.py::t", "request": {}}' },
  { format: "ogx", path: "recordings/a.json", text: '[{"hash": 1}]' },
  { format: "ogx", path: "recordings/a.json", text: "" },
  { format: "ogx", path: "recordings/a.json", text: '{"log": []}' },
  {
    format: "vcr",
    path: "cassettes/a.yaml",
    text: "interactions:\n- request: {uri: 'http://x/?http_interactions:'}\nversion: 1\n",
  },
  { format: "vcr", path: "cassettes/a.yaml", text: "version: 1\ninteractions:\n- request:\n    body: null\n    method: GET\n" },
  {
    format: "vcr",
    path: "cassettes/a.json",
    text: '{"version": 1, "interactions": [{"request": {"body": null, "method": "GET", "uri": "http://x"}}]}',
  },
];
