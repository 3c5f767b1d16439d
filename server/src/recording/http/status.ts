/** The status of a response in any cassette's form. */
import { isObject, type JsonObject } from "../json";
import type { JsonPath } from "../jsonPath";

export interface ReadStatus {
  readonly status: number | undefined;
  readonly statusPath: JsonPath;
}

/** Reads `status: {code, message}`, `status: 200`, or the field `status_code` or `code`. Never throws. */
export function readStatus({ status, status_code: statusCode, code }: JsonObject, path: JsonPath): ReadStatus {
  if (isObject(status)) return { status: whole(status["code"]), statusPath: [...path, "status", "code"] };
  if (statusCode !== undefined) return { status: whole(statusCode), statusPath: [...path, "status_code"] };
  if (code !== undefined) return { status: whole(code), statusPath: [...path, "code"] };
  return { status: whole(status), statusPath: [...path, "status"] };
}

const whole = (value: unknown): number | undefined => (typeof value === "number" && Number.isInteger(value) ? value : undefined);
