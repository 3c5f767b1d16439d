/** Paths that Python code builds, as far as they are known: fixed parts, and holes for what depends on the test. */

/**
 * What `request` says about a test: its name with and without parameters, class, module (its file's stem), the module's folder, path. "any" is only
 * known at run time.
 */
export type Hole = "node" | "function" | "class" | "module" | "folder" | "path" | "any";

export type PathText = readonly (string | { readonly hole: Hole })[];

export const anyPath: PathText = [{ hole: "any" }];

/** Whether all of it is known. */
export const isRead = (path: PathText): boolean => path.every((part) => typeof part === "string" || part.hole !== "any");

export const textOf = (text: string): PathText => (text === "" ? [] : [text]);

/** undefined if a hole has no value, such as the class of a function. */
export function filled(path: PathText, of: (hole: Hole) => string | undefined): string | undefined {
  const parts = path.map((part) => (typeof part === "string" ? part : of(part.hole)));
  return parts.includes(undefined) ? undefined : parts.join("");
}

export function joinedTexts(texts: readonly PathText[]): PathText {
  const parts: (string | { readonly hole: Hole })[] = [];
  for (const part of texts.flat()) {
    const last = parts.at(-1);
    if (typeof part === "string" && typeof last === "string") parts[parts.length - 1] = last + part;
    else parts.push(part);
  }
  return parts;
}

/** Joins like `os.path.join` and `/`: an absolute path replaces what precedes it. */
export function joinedPaths(paths: readonly PathText[]): PathText {
  return paths.reduce<PathText>((before, next) => {
    const [first] = next;
    const isAbsolute = typeof first === "string" ? first.startsWith("/") : first !== undefined && isPath(first.hole);
    if (before.length === 0 || isAbsolute) return next;
    const last = before.at(-1);
    const slash = typeof last === "string" && last.endsWith("/") ? "" : "/";
    return joinedTexts([before, textOf(slash), next]);
  }, []);
}

const isPath = (hole: Hole): boolean => hole === "folder" || hole === "path";

/** `os.path.dirname`, `.parent`. */
export function folderOf(path: PathText): PathText {
  const last = path.at(-1);
  if (typeof last === "object") return last.hole === "path" && path.length === 1 ? [{ hole: "folder" }] : anyPath;
  const slash = last?.lastIndexOf("/") ?? -1;
  if (last === undefined || slash < 0) return anyPath;
  return [...path.slice(0, -1), ...textOf(last.slice(0, slash))];
}

/** `.stem` of a path. */
export function stemOf(path: PathText): PathText {
  const last = path.at(-1);
  if (typeof last === "object") return last.hole === "path" && path.length === 1 ? [{ hole: "module" }] : anyPath;
  const name = last?.slice(last.lastIndexOf("/") + 1) ?? "";
  const dot = name.lastIndexOf(".");
  return last?.includes("/") === true ? textOf(dot > 0 ? name.slice(0, dot) : name) : anyPath;
}

/** Removes `.`, `..` and double slashes. */
export function normalized(path: string): string {
  const names: string[] = [];
  for (const name of path.split("/")) {
    if (name === "..") names.pop();
    else if (name !== "." && name !== "") names.push(name);
  }
  return (path.startsWith("/") ? "/" : "") + names.join("/");
}
