/** Links from cassettes to tests in a project made of texts. */
import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import type { CassetteLink } from "../../server/src/pytest/cassettes/links";
import { CassetteProject } from "../../server/src/pytest/cassettes/project";
import { cassetteSource } from "../../server/src/pytest/cassettes/source";

const root = "/project";

/** The node ids of a cassette's tests, or "gone", or "unknown". */
export type Linked = readonly string[] | "gone" | "unknown";

/** `files` are Python files by their path from the project's folder. */
export function linksIn(files: Readonly<Record<string, string>>) {
  const entries = Object.entries(files).map(([path, text]) => [`${root}/${path}`, text] as const);
  const roots = entries.flatMap(([path]) => (/\.(?:toml|ini)$/.test(path) ? [path.slice(0, path.lastIndexOf("/"))] : []));
  const sources = new Map(
    entries.flatMap(([path, text]) => (path.endsWith(".py") ? [[path, cassetteSource(path, text)] as const] : [])),
  );
  const folders = { all: new Set([root, ...roots]), projects: new Set(roots) };
  const project = new CassetteProject(sources, folders, (text) => createHash("md5").update(text).digest("hex"));
  return {
    of: (path: string): Linked => shown(project.of(`${root}/${path}`)),
    /** By an absolute path. */
    ofPath: (path: string): Linked => shown(project.of(path)),
    /** The modules that have to run to find out whether it is opened. */
    runners: (path: string) => {
      const found = project.runners(`${root}/${path}`);
      return found && [...found];
    },
    isShared: (module: string) => project.isShared(module),
    /** Why nothing is reported about it. */
    doubt: (path: string) => {
      const link = project.of(`${root}/${path}`);
      return link.kind === "unknown" ? link.doubt : undefined;
    },
  };
}

function shown(link: CassetteLink): Linked {
  if (link.kind !== "tests") return link.kind;
  return link.tests.map(({ module, names, param }) => {
    const id = [module.slice(root.length + 1), ...names].join("::");
    return param === undefined ? id : `${id}[${param}]`;
  });
}

/** The text of a cassette with a call for each answer. */
export function cassetteOf(...answers: readonly string[]): string {
  const interaction = (content: string) => {
    const body = JSON.stringify({ model: "gpt-4o", messages: [{ role: "user", content: "Hi" }] });
    const choice = { index: 0, finish_reason: "stop", message: { role: "assistant", content } };
    const usage = { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 };
    const answer = JSON.stringify({ id: "x", object: "chat.completion", created: 0, model: "gpt-4o", choices: [choice], usage });
    return `- request:
    body: '${body}'
    headers:
      content-type:
      - application/json
    method: POST
    uri: https://api.openai.com/v1/chat/completions
  response:
    body:
      string: '${answer}'
    headers:
      content-type:
      - application/json
    status:
      code: 200
      message: OK
`;
  };
  return `interactions:\n${answers.map(interaction).join("")}version: 1\n`;
}

/** A cassette with a chat completion whose body is compressed; text, such as a stream, is kept as it is. */
export function zippedCassette(answer: object | string): string {
  const text = typeof answer === "string" ? answer : JSON.stringify(answer);
  return `interactions:
- request:
    body: '{"model": "m", "messages": []}'
    headers: {}
    method: POST
    uri: https://api.openai.com/v1/chat/completions
  response:
    body:
      string: !!binary |
        ${gzipSync(text).toString("base64")}
    headers:
      content-encoding:
      - gzip
    status: {code: 200, message: OK}
version: 1
`;
}
