/** What PyYAML parses but its safe loader, which vcrpy uses, rejects: tags, dates and base64 that it cannot convert. */
import type { JsonPath, OffsetRange } from "../../recording/jsonPath";
import { textOf } from "../../source/yaml/decode";
import type { YamlMapping, YamlNode, YamlPair, YamlScalar } from "../../source/yaml/node";
import { mayMean, meaningOf } from "../../source/yaml/resolve";
import { keyText, shortTag } from "../../source/yaml/value";
import { isBase64, isDate } from "./pythonValues";

export interface Refusal {
  readonly path: JsonPath;
  readonly range: OffsetRange;
  /** `tag` for Python objects, which vcrpy created until 8.2.1; `value` for what every version rejects. */
  readonly kind: "tag" | "value";
  /** What is wrong, without the consequence. */
  readonly what: string;
}

/** In text order. */
export function refusalsOf(text: string, root: YamlNode): readonly Refusal[] {
  const found: Refusal[] = [];
  if (mayBeRefused(text, root)) new Walk(text, found).into(root);
  return found;
}

/** A quick check: most files have no tags, and nothing that looks like a date or a YAML operator. */
function mayBeRefused(text: string, node: YamlNode): boolean {
  if (node.tag !== undefined) return true;
  if (node.kind === "scalar") return node.style === "plain" && mayBeOdd(text, node);
  if (node.kind === "sequence") return node.items.some((item) => mayBeRefused(text, item));
  if (node.kind === "alias") return false;
  return node.pairs.some(({ key, value }) => key.kind !== "scalar" || mayBeRefused(text, key) || mayBeRefused(text, value));
}

const odd = /[=<]|\d{4}-|[-+]?0[bx]/y;

function mayBeOdd(text: string, { start }: YamlScalar): boolean {
  // Words are null, true, false, or strings.
  const unit = text.charCodeAt(start);
  if (!mayMean(unit) || unit > question) return false;
  odd.lastIndex = start;
  return odd.test(text);
}

const question = 63;

type Kind = YamlNode["kind"];

/** The tags that vcrpy's loader converts, and the kinds of node that it accepts for each. */
const tags: Readonly<Record<string, readonly Kind[]>> = {
  ...Object.fromEntries(
    ["null", "bool", "int", "float", "binary", "timestamp", "str", "python/str", "python/unicode", "!"].map((tag) => [
      tag,
      ["scalar"] as const,
    ]),
  ),
  ...Object.fromEntries(["seq", "omap", "pairs", "python/tuple"].map((tag) => [tag, ["sequence"] as const])),
  ...Object.fromEntries(
    ["map", "set", "python/object/new:_io.BytesIO", "python/object/apply:builtins.iter"].map((tag) => [
      tag,
      ["mapping"] as const,
    ]),
  ),
};

class Walk {
  /** The path is only converted if something is rejected, which is rare. */
  readonly #path: (YamlNode | number)[] = [];

  constructor(
    readonly text: string,
    readonly found: Refusal[],
  ) {}

  into(node: YamlNode): void {
    if (node.kind === "alias" || !this.#takesTag(node)) return;
    if (node.kind === "scalar") this.#scalar(node);
    else if (node.kind === "mapping") this.#mapping(node);
    else {
      let at = 0;
      for (const item of node.items) {
        this.#path.push(at++);
        this.into(item);
        this.#path.pop();
      }
    }
  }

  #takesTag(node: Exclude<YamlNode, { kind: "alias" }>): boolean {
    if (node.tag === undefined) return true;
    const tag = shortTag(node.tag) ?? "";
    const kinds = Object.hasOwn(tags, tag) ? tags[tag] : undefined;
    if (tag === "!" || kinds?.includes(node.kind) === true) return true;
    const [what, kind] = wrongTag(node, tag, kinds !== undefined);
    this.found.push({ path: this.#pathTexts(), range: this.#rangeOfTag(node), kind, what });
    return false;
  }

  #mapping({ pairs }: YamlMapping): void {
    for (const pair of pairs) {
      this.#path.push(pair.key);
      this.#key(pair);
      this.into(pair.value);
      this.#path.pop();
    }
  }

  #key({ key, value }: YamlPair): void {
    const target = key.kind === "alias" ? key.target : key;
    if (target.kind === "scalar") {
      const meaning = this.#meaningOf(target);
      if (meaning === "merge" && !isMerged(value)) this.#refuse(value, "Only a mapping can be merged with `<<`");
      if (meaning !== "merge" && meaning !== "value") this.into(key);
    } else if (target.tag === undefined) {
      this.#refuse(key, `A ${target.kind === "sequence" ? "list" : "mapping"} cannot be a key`);
    } else this.into(key);
  }

  #meaningOf(scalar: YamlScalar) {
    if (scalar.tag !== undefined || scalar.style !== "plain" || !mayMean(this.text.charCodeAt(scalar.start))) return undefined;
    return meaningOf(textOf(this.text, scalar));
  }

  #scalar(scalar: YamlScalar): void {
    const meaning = shortTag(scalar.tag) ?? this.#meaningOf(scalar);
    if (meaning === undefined) return;
    const what = wrongIn(meaning, () => textOf(this.text, scalar));
    if (what !== undefined) this.#refuse(scalar, what);
  }

  #refuse({ start, end }: YamlNode, what: string): void {
    this.found.push({ path: this.#pathTexts(), range: { start, end }, kind: "value", what });
  }

  #pathTexts(): JsonPath {
    return this.#path.map((step) => (typeof step === "number" ? step : keyText(this.text, step)));
  }

  /** The tag precedes its node. */
  #rangeOfTag({ tag = "", start }: YamlNode): OffsetRange {
    const at = this.text.lastIndexOf(tag, start);
    return { start: at, end: at + tag.length };
  }
}

function wrongTag({ tag, kind }: YamlNode, name: string, isKnown: boolean): readonly [string, Refusal["kind"]] {
  if (isKnown) return [`The tag \`${tag}\` is not allowed on a ${kind}`, "value"];
  if (name.startsWith("python/")) return [`The tag \`${tag}\` creates a Python object`, "tag"];
  return [`Unknown tag \`${tag}\``, "value"];
}

function isMerged(value: YamlNode): boolean {
  const target = value.kind === "alias" ? value.target : value;
  if (target.kind !== "sequence") return target.kind === "mapping";
  return target.items.every((item) => item.kind !== "sequence" && isMerged(item));
}

/** Why a scalar with a tag, explicit or implied, cannot be converted; undefined if it can. */
function wrongIn(tag: string, text: () => string): string | undefined {
  switch (tag) {
    case "binary":
      return isBase64(text()) ? undefined : "Incomplete base64";
    case "timestamp":
      return isDate(text()) ? undefined : `Invalid date \`${text().slice(0, 40)}\``;
    case "bool":
      return meaningOf(text()) === "bool" ? undefined : "Invalid boolean";
    case "int":
      return /\d/.test(text().replace(/^[-+]?0[xb]/, "")) || /^[-+]?0x_*[a-fA-F]/.test(text()) ? undefined : "Invalid integer";
    case "float":
      return /^[-+]?\.?(?:\d|inf|nan)/i.test(text()) ? undefined : "Invalid number";
    case "value":
      return "A bare `=` needs quotes";
    case "merge":
      return "A bare `<<` needs quotes";
    default:
      return undefined;
  }
}
