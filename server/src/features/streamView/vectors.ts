/** Vectors as numbers that distinguish them. */
import { Buffer } from "node:buffer";
import type { VectorFacts } from "../../protocol";

export type Vector = readonly number[] | Float32Array;

/** A list of numbers, or base64 of 32-bit floats, as OpenAI sends on request; undefined for anything else. */
export function vectorOf(value: unknown): Vector | undefined {
  if (typeof value === "string") return decoded(value);
  return Array.isArray(value) && value.length > 0 && value.every((each) => typeof each === "number") ? value : undefined;
}

function decoded(base64: string): Vector | undefined {
  const bytes = Buffer.from(base64, "base64");
  if (bytes.length === 0 || bytes.length % 4 !== 0) return undefined;
  return Float32Array.from({ length: bytes.length / 4 }, (_, index) => bytes.readFloatLE(index * 4));
}

const outlineSteps = 128;

export function vectorFacts(vector: Vector): VectorFacts {
  return { dimensions: vector.length, norm: Math.sqrt(dot(vector, vector)), ...rangeOf(vector), outline: outlineOf(vector) };
}

function rangeOf(values: Vector): Pick<VectorFacts, "min" | "max"> {
  let min = Infinity;
  let max = -Infinity;
  for (const value of values) {
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return { min, max };
}

function outlineOf(vector: Vector): VectorFacts["outline"] {
  const steps = Math.min(outlineSteps, vector.length);
  return Array.from({ length: steps }, (_, step) => {
    const from = Math.floor((step * vector.length) / steps);
    const values = vector.slice(from, Math.max(from + 1, Math.floor(((step + 1) * vector.length) / steps)));
    const { min, max } = rangeOf(values);
    return [min, max] as const;
  });
}

/** A larger table would be unreadable. */
const mostCompared = 24;

/** The cosine of every two vectors; null if one is zero. Empty for one vector, for many, and for unequal lengths. */
export function similarities(vectors: readonly Vector[]): readonly (readonly (number | null)[])[] {
  const [first] = vectors;
  if (!first || vectors.length < 2 || vectors.length > mostCompared) return [];
  if (vectors.some((vector) => vector.length !== first.length)) return [];
  const norms = vectors.map((vector) => Math.sqrt(dot(vector, vector)));
  return vectors.map((a, i) => vectors.map((b, j) => ratio(dot(a, b), (norms[i] ?? 0) * (norms[j] ?? 0))));
}

const ratio = (part: number, whole: number): number | null => (whole > 0 ? part / whole : null);

function dot(a: Vector, b: Vector): number {
  let sum = 0;
  for (let index = 0; index < a.length; index++) sum += (a[index] ?? 0) * (b[index] ?? 0);
  return sum;
}
