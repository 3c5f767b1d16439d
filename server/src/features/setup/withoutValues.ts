/** Settings without what may be a credential: those of a run hold whatever its provider asks for. */

const secret = /key|token|secret|passw|auth|credential/i;
/** `--api-key=…`, `TOKEN=…`: the name stays. */
const assigned = /^([\w-]*(?:key|token|secret|passw|auth|credential)[\w-]*=).+$/is;
const hidden = "(set)";

/** `name` is the setting's. Variables of the environment keep their names alone, and so does all that is called a key or the like. */
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

/** Of a list of arguments, what follows `--api-key` belongs to it. */
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
