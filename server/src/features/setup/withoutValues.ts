/** Removes possible credentials from settings: those of a run may contain API keys. */

const secret = /key|token|secret|passw|auth|credential/i;
/** `--api-key=…`, `TOKEN=…`: the name is kept. */
const assigned = /^([\w-]*(?:key|token|secret|passw|auth|credential)[\w-]*=).+$/is;
const hidden = "(set)";

/** `name` is the setting's. Keeps only the names of environment variables, and of anything that is called a key or the like. */
export function withoutValues(name: string, value: unknown): unknown {
  const isSecret = secret.test(lastPart(name));
  if (Array.isArray(value)) return list(value, name);
  if (typeof value === "object" && value !== null) {
    const isEnvironment = lastPart(name) === "environment";
    const entries = Object.entries(value).map(([key, each]) => [key, isEnvironment ? hidden : withoutValues(key, each)]);
    return Object.fromEntries(entries) as unknown;
  }
  if (typeof value !== "string") return value;
  return isSecret ? hidden : value.replace(assigned, `$1${hidden}`);
}

/** In a list of arguments, what follows `--api-key` is its value. */
function list(values: readonly unknown[], name: string): readonly unknown[] {
  return values.map((each, at) => {
    const before = values[at - 1];
    const isOfOption = typeof before === "string" && /^--?[\w-]+$/.test(before) && secret.test(before);
    return isOfOption ? hidden : withoutValues(name, each);
  });
}

function lastPart(name: string): string {
  return name.slice(name.lastIndexOf(".") + 1);
}
