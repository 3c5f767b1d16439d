/** Tracks the properties of an object that have not been read, which are shown at the end so that nothing is lost. */
import type { ViewMessage } from "../../protocol";
import { compactJson, type JsonObject } from "../../recording/json";
import { sizeOrAddress } from "./attachments";

export type Also = NonNullable<ViewMessage["also"]>;

export class Unread {
  readonly #properties: Map<string, unknown>;

  constructor(object: JsonObject) {
    this.#properties = new Map(Object.entries(object));
  }

  /** Takes a property, whatever its type. */
  take(name: string): unknown {
    const value = this.#properties.get(name);
    this.#properties.delete(name);
    return value;
  }

  /** Takes the first of these properties that is a string. */
  takeText(...names: readonly string[]): string | undefined {
    const name = names.find((each) => typeof this.#properties.get(each) === "string");
    return name === undefined ? undefined : (this.take(name) as string);
  }

  /** Takes the first of these properties that is not empty. */
  takeFirst(...names: readonly string[]): unknown {
    const name = names.find((each) => this.#properties.get(each) !== undefined && this.#properties.get(each) !== null);
    return name === undefined ? undefined : this.take(name);
  }

  /** Takes a list; empty, without taking it, if it is not one. */
  takeList(name: string): readonly unknown[] {
    return Array.isArray(this.#properties.get(name)) ? (this.take(name) as readonly unknown[]) : [];
  }

  /** Replaces a property by the part of it that was not read. */
  put(name: string, left: JsonObject): void {
    if (Object.keys(left).length > 0) this.#properties.set(name, left);
    else this.#properties.delete(name);
  }

  get object(): JsonObject {
    return Object.fromEntries(this.#properties);
  }

  /** `at` is the name of the object; "" for the outermost. */
  left(at: string): Also {
    return [...this.#properties].flatMap(([name, value]) => named(at === "" ? name : `${at}.${name}`, value));
  }
}

/** Empty for an empty value. */
export function named(name: string, value: unknown): Also {
  if (value === undefined || value === null) return [];
  return [{ name, value: asText(withoutData("", value)) }];
}

/** A string as it is, anything else as JSON, in which long base64 is replaced by its size; "" for an empty value. */
export function asText(value: unknown): string {
  if (typeof value === "string") return value;
  return value === undefined || value === null ? "" : compactJson(value, Infinity, withoutData);
}

const withoutData = (_: string, value: unknown): unknown =>
  typeof value === "string" && value.length > 200 && /^(?:data:[\w/+.;=-]+,)?[\w+/-]+=*$/.test(value)
    ? `[${sizeOrAddress(value)}]`
    : value;
