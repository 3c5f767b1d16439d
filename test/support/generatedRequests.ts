/** Arbitrary requests: not what a provider accepts, but what a hash may get wrong. */
import fc from "fast-check";

export interface RequestParts {
  readonly testId?: string | null;
  readonly url?: string;
  readonly method?: string;
}

/** A recording around a body that is already JSON, so that its spelling is kept. */
export function recordingAround(
  body: string,
  { testId = "tests/test_x.py::test_y", url = "https://api.example.com/v1/chat/completions", method = "POST" }: RequestParts = {},
): string {
  const request = `{"method": ${JSON.stringify(method)}, "url": ${JSON.stringify(url)}, "headers": {}, "endpoint": "/v1/chat/completions", "model": "m", "body": ${body}}`;
  return `{"test_id": ${JSON.stringify(testId)}, "request": ${request}, "response": {"body": null, "is_streaming": false}}`;
}

/** Arbitrary spellings of JSON numbers, which are what is tested. */
const numberText = fc.oneof(
  fc
    .double()
    .map((value) =>
      Number.isNaN(value) ? "NaN" : Number.isFinite(value) ? spelled(value) : value > 0 ? "Infinity" : "-Infinity",
    ),
  fc.double({ min: -10, max: 10, noNaN: true }).map(spelled),
  fc.integer({ min: -5000, max: 5000 }).map((value) => spelled(value / 64)),
  fc.integer({ min: -500_000, max: 500_000 }).map((value) => (value / 200_000).toFixed(6)),
  fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n }).map(String),
  fc
    .tuple(fc.integer({ min: -99, max: 99 }), fc.integer({ min: -330, max: 330 }))
    .map(([digits, exponent]) => `${digits}E${exponent}`),
  fc.constantFrom("-0", "-0.0", "0.0", "1.0", "1E400", "1e16", "1e-05", "0.015625", "1.000005", "123456789.123456789"),
);
const uuidText = fc.uuid();
const telling = fc.oneof(
  numberText.map((number) => `score: ${number}`),
  numberText,
  uuidText.map((id) => `document_id: ${id}`),
  uuidText.map((id) => `<|${id}|>`),
  fc.string().map((text) => `, attributes: {${text}}`),
  fc.constantFrom("score:\u001c1", "١.٢٣٤٥٦", "score: ٣", "\u0085attributes:\u2003{", "}", " ", ",", "é\u007f", "-", "."),
  fc.string({ unit: "binary" }),
);
const stringText = fc
  .array(telling, { maxLength: 4 })
  .chain((parts) => fc.boolean().map((escapes) => quoted(parts.join(""), escapes)));
const keyText = fc.oneof(
  fc
    .constantFrom(
      "extra_body",
      "extra_query",
      "project_id",
      "stream_options",
      "\ue000",
      "\u{1f600}",
      "\uffff",
      "a",
      "A",
      "__proto__",
    )
    .map((key) => quoted(key, true)),
  fc.string({ unit: "binary", maxLength: 3 }).map((key) => quoted(key, false)),
);
export const { value: jsonText } = fc.letrec<{ value: string; dict: string }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    numberText,
    stringText,
    fc.constantFrom("null", "true", "false", "[]", "{}"),
    fc.array(tie("value"), { maxLength: 4 }).map((items) => `[${items.join(",")}]`),
    tie("dict"),
    tie("dict"),
  ),
  dict: fc
    .array(fc.tuple(keyText, tie("value")), { maxLength: 6 })
    .map((members) => `{${members.map(([key, item]) => `${key}: ${item}`).join(", ")}}`),
}));

/** Python's spelling, or JavaScript's exponent. */
function spelled(value: number): string {
  return Number.isInteger(value) && Math.abs(value) < 1e21
    ? `${Object.is(value, -0) ? "-" : ""}${Math.abs(value) === 0 ? "0" : value}.0`
    : String(value);
}

function quoted(text: string, escapes: boolean): string {
  const json = JSON.stringify(text);
  return escapes ? json.replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`) : json;
}

const testIdText = fc.oneof(
  fc.constant(null),
  fc.constantFrom("tests/test_x.py::test_y", "tests/a b/test_ü.py::TestC::test_f[a-1.234567-score: 2]", ""),
);
const urlText = fc.oneof(
  fc
    .tuple(
      fc.constantFrom(
        "https://api.example.com",
        "http://localhost:11434",
        "http://0.0.0.0:8000",
        "http://user@127.0.0.1",
        "vertexai:/",
      ),
      fc.constantFrom("/v1", "/v1/v1", "/openai/v1", "", "/bedrock"),
      fc.constantFrom("/chat/completions", "/models", "/models/", "/models;a=b", "/embeddings?x=y#z"),
    )
    .map((parts) => parts.join("")),
  fc.constantFrom(
    "https://bedrock-runtime.us-east-1.amazonaws.com/openai/v1/chat/completions",
    "http://LOCALHOST/v1/x/models",
    "http://[::1]:80/x/models",
    "http://localhost./x/models",
    "__databricks__/serving-endpoints/v1/models",
    "http://h/api/tags",
    "http://h/v1/models?x",
    "http://h/info",
    "https://api.tavily.com/search",
    "//localhost/v1/v1/models",
  ),
);

/** A recording as the recorder writes it, around one of three shapes of requests. */
export const requestText = fc
  .record({
    body: jsonText,
    url: urlText,
    testId: testIdText,
    ownTestId: testIdText,
    method: fc.constantFrom("POST", "post", "GET"),
    shape: fc.constantFrom("inference", "inference", "http", "tool"),
  })
  .map(({ body, shape, testId, ownTestId, ...parts }) => {
    if (shape === "inference") return recordingAround(body, { ...parts, testId });
    const url = `"method": ${JSON.stringify(parts.method)}, "url": ${JSON.stringify(parts.url)}`;
    const rest =
      shape === "http" ? `${url}, "payload": ${body}` : `"provider": "tavily", "tool_name": "search", "kwargs": ${body}`;
    const [own, ofRequest] = [testId, ownTestId].map((id) => JSON.stringify(id));
    return `{"test_id": ${own}, "request": {"test_id": ${ofRequest}, ${rest}}, "response": {"body": null, "is_streaming": false}}`;
  });
