/** The request as a program for the `openai` package. */
import { isObject, listOf } from "../../../recording/json";
import type { RecordingInDocument } from "../../../recording/recordingDocument";
import { sentRequest, type SentRequest } from "./httpRequest";

/** undefined if it is not an HTTP request. */
export function asPython(file: RecordingInDocument): string | undefined {
  const sent = sentRequest(file.recording?.request);
  if (!sent) return undefined;
  const streams = isObject(sent.body) && sent.body.stream === true;
  return `from openai import OpenAI

client = OpenAI(base_url=${pythonLiteral(sent.baseUrl)})  # takes its key from OPENAI_API_KEY

response = ${call(sent)}
${streams ? "for chunk in response:\n    print(chunk)" : "print(response)"}
`;
}

const methods: Readonly<Record<string, string>> = {
  "/chat/completions": "chat.completions.create",
  "/completions": "completions.create",
  "/embeddings": "embeddings.create",
  "/responses": "responses.create",
};

function call({ path, method, url, body }: SentRequest): string {
  const known = Object.hasOwn(methods, path) ? methods[path] : undefined;
  if (known !== undefined && isObject(body)) return `client.${known}(\n${keywords(body)})`;
  if (path === "/models") return "client.models.list()";
  const verb = method.toUpperCase() === "GET" ? "get" : "post";
  const sent = verb === "get" ? "" : `, body=${pythonLiteral(body ?? {}, "")}`;
  return `client.${verb}(${pythonLiteral(url)}, cast_to=object${sent})`;
}

/** Names that are not identifiers are passed by a dictionary. */
function keywords(body: Readonly<Record<string, unknown>>): string {
  const line = ([name, value]: readonly [string, unknown]) =>
    isIdentifier(name)
      ? `    ${name}=${pythonLiteral(value, "    ")},\n`
      : `    **{${pythonLiteral(name)}: ${pythonLiteral(value, "    ")}},\n`;
  return Object.entries(body).map(line).join("");
}

const keywordsOfPython = new Set(
  "False None True and as assert async await break class continue def del elif else except finally for from global if import in is lambda nonlocal not or pass raise return try while with yield".split(
    " ",
  ),
);

const isIdentifier = (name: string): boolean => /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && !keywordsOfPython.has(name);

const deepest = 90;

/** A JSON value as a Python expression; `margin` is the indentation of its line. Python's parser accepts only about ninety levels. */
export function pythonLiteral(value: unknown, margin = "", depth = 0): string {
  if (value === null || value === undefined) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "number") return Number.isFinite(value) ? String(value) : `float("${value < 0 ? "-" : ""}inf")`;
  if (typeof value === "string") return pythonString(value);
  if (depth >= deepest) return `__import__("json").loads(${pythonString(JSON.stringify(value))})`;
  const inner = `${margin}    `;
  const items = Array.isArray(value)
    ? listOf(value).map((each) => pythonLiteral(each, inner, depth + 1))
    : Object.entries(value).map(([key, each]) => `${pythonString(key)}: ${pythonLiteral(each, inner, depth + 1)}`);
  const [open, close] = Array.isArray(value) ? ["[", "]"] : ["{", "}"];
  const flat = `${open}${items.join(", ")}${close}`;
  if (flat.length <= 80 && !flat.includes("\n")) return flat;
  return `${open}\n${items.map((item) => `${inner}${item},\n`).join("")}${margin}${close}`;
}

/** Escapes invisible characters and lone surrogates. */
function pythonString(text: string): string {
  const escaped = Array.from(text, (character) => {
    if (character === '"' || character === "\\") return `\\${character}`;
    if (character === "\n") return String.raw`\n`;
    if (character === "\t") return String.raw`\t`;
    return /^[ \p{L}\p{M}\p{N}\p{P}\p{S}]$/u.test(character) ? character : codePoint(character.codePointAt(0) ?? 0);
  });
  return `"${escaped.join("")}"`;
}

const codePoint = (code: number): string =>
  code > 0xffff ? `\\U${code.toString(16).padStart(8, "0")}` : `\\u${code.toString(16).padStart(4, "0")}`;
