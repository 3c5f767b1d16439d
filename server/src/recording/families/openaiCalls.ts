import type { JsonObject } from "../json";

/** Snowflake sends the deprecated call with every message, empty. */
export const isNoCall = (call: JsonObject): boolean => Object.values(call).every((each) => each === "" || each === null);
