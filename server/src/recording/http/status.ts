/** The status of a response, as cassettes write it. */
import { isObject, type JsonObject } from "../json";
import type { JsonPath } from "../jsonPath";

export interface ReadStatus {
  readonly status: number | undefined;
  readonly statusPath: JsonPath;
}

/** `status: {code, message}`, `status: 200`, or the field `status_code` or `code` where they have that. Never throws. */
export function readStatus({ status, status_code: statusCode, code }: JsonObject, path: JsonPath): ReadStatus {
  if (isObject(status)) return { status: whole(status["code"]), statusPath: [...path, "status", "code"] };
  if (statusCode !== undefined) return { status: whole(statusCode), statusPath: [...path, "status_code"] };
  if (code !== undefined) return { status: whole(code), statusPath: [...path, "code"] };
  return { status: whole(status), statusPath: [...path, "status"] };
}

const whole = (value: unknown): number | undefined => (typeof value === "number" && Number.isInteger(value) ? value : undefined);
