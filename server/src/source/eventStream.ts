/** `application/vnd.amazon.eventstream`: the binary frames of Amazon's streaming services, split and verified as their clients do. */
import { readJson } from "../recording/depth";
import { crc32 } from "./crc32";

/** Numbers too large for JavaScript, times, ids and bytes are strings: digits, ISO 8601, a UUID, base64. */
export type HeaderValue = string | number | boolean;

export interface EventStreamFrame {
  /** Offset of its first byte. */
  readonly start: number;
  readonly end: number;
  /** Headers by name, with its colon: `:event-type`, `:exception-type`, `:content-type`. Incomplete if they cannot be read. */
  readonly headers: Readonly<Record<string, HeaderValue>>;
  /** The payload, as far as it was recorded. */
  readonly payload: Uint8Array;
  /** What is wrong with the frame, to follow "this frame": "has a wrong checksum". undefined for a sound one. */
  readonly problem: string | undefined;
}

/** Total length, length of the headers, checksum of both. */
const preludeLength = 12;
const checksumLength = 4;
/** botocore's limits; it rejects larger frames. */
const [longestHeaders, longestPayload] = [128 * 1024, 24 * 1024 * 1024];

/**
 * The frames of a stream, in order. Never throws. If a frame's length is damaged, the rest of the bytes is one last frame without headers; so is a
 * frame that is cut off.
 */
export function readEventStream(bytes: Uint8Array): readonly EventStreamFrame[] {
  const frames: EventStreamFrame[] = [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let start = 0; start < bytes.length;) {
    const frame = readFrame(bytes, view, start);
    frames.push(frame);
    start = frame.end;
  }
  return frames;
}

/** Whether bytes start with a prelude whose checksum is right. */
export function looksLikeEventStream(bytes: Uint8Array): boolean {
  if (bytes.length < preludeLength + checksumLength) return false;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return view.getUint32(8) === crc32(bytes, 0, 8);
}

/** A frame as a value; the payload is parsed if it is JSON, otherwise text. */
export interface FrameValue {
  readonly headers: Readonly<Record<string, HeaderValue>>;
  readonly payload: unknown;
  /** See `EventStreamFrame`; absent for a sound frame. */
  readonly problem?: string;
}

/** The frames of a stream as values, in order. Never throws. */
export function eventStreamValue(bytes: Uint8Array): readonly FrameValue[] {
  return readEventStream(bytes).map(({ headers, payload, problem }) => {
    const said = text(payload);
    return { headers, payload: jsonOf(said) ?? said, ...(problem === undefined ? {} : { problem }) };
  });
}

function jsonOf(said: string): unknown {
  try {
    return readJson(said);
  } catch {
    return undefined;
  }
}

function readFrame(bytes: Uint8Array, view: DataView, start: number): EventStreamFrame {
  const rest = bytes.length - start;
  if (rest < preludeLength + checksumLength) return broken(bytes, start, `is cut off after ${rest} bytes`);
  const [length, headersLength] = [view.getUint32(start), view.getUint32(start + 4)];
  if (view.getUint32(start + 8) !== crc32(bytes, start, start + 8)) {
    return broken(bytes, start, "says its length with a wrong checksum");
  }
  const payloadLength = length - headersLength - preludeLength - checksumLength;
  if (headersLength > longestHeaders || payloadLength > longestPayload || payloadLength < 0) {
    return broken(bytes, start, `says that it is ${length} bytes long, ${headersLength} of them headers, which no frame is`);
  }
  const payloadStart = start + preludeLength + headersLength;
  const end = start + length;
  const { headers, isWhole } = readHeaders(bytes.subarray(start + preludeLength, payloadStart));
  const payload = bytes.subarray(payloadStart, Math.max(payloadStart, Math.min(end - checksumLength, bytes.length)));
  const read = { start, end: Math.min(end, bytes.length), headers, payload };
  if (end > bytes.length) return { ...read, problem: `is cut off: ${rest} of its ${length} bytes are there` };
  if (view.getUint32(end - checksumLength) !== crc32(bytes, start, end - checksumLength)) {
    return { ...read, problem: "has a wrong checksum" };
  }
  return { ...read, problem: isWhole ? undefined : "has headers that cannot be read" };
}

function broken(bytes: Uint8Array, start: number, problem: string): EventStreamFrame {
  return { start, end: bytes.length, headers: {}, payload: bytes.subarray(bytes.length), problem };
}

/** Each header is a name with its length, a type, and a value. */
function readHeaders(bytes: Uint8Array): { readonly headers: Record<string, HeaderValue>; readonly isWhole: boolean } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const found = new Map<string, HeaderValue>();
  let at = 0;
  while (at < bytes.length) {
    const nameEnd = at + 1 + (bytes[at] ?? 0);
    const value = valueAt(view, bytes, nameEnd);
    if (value === undefined) break;
    found.set(text(bytes.subarray(at + 1, nameEnd)), value.value);
    at = value.end;
  }
  return { headers: Object.fromEntries(found), isWhole: at === bytes.length };
}

interface Value {
  readonly value: HeaderValue;
  readonly end: number;
}

/** The length of a value by type; undefined for strings and bytes, which have a length field. */
const fixedLengths: readonly (number | undefined)[] = [0, 0, 1, 2, 4, 8, undefined, undefined, 8, 16];

/** undefined if the bytes end before the value does, or the type is unknown. */
function valueAt(view: DataView, bytes: Uint8Array, at: number): Value | undefined {
  const type = bytes[at];
  const start = type === 6 || type === 7 ? at + 3 : at + 1;
  if (type === undefined || type >= fixedLengths.length || start > bytes.length) return undefined;
  const end = start + (fixedLengths[type] ?? view.getUint16(at + 1));
  return end > bytes.length ? undefined : { value: valueOf(type, view, bytes.subarray(start, end), start), end };
}

function valueOf(type: number, view: DataView, bytes: Uint8Array, start: number): HeaderValue {
  switch (type) {
    case 0:
    case 1:
      return type === 0;
    case 2:
      return view.getInt8(start);
    case 3:
      return view.getInt16(start);
    case 4:
      return view.getInt32(start);
    case 5:
      return numberOrDigits(view.getBigInt64(start));
    case 6:
      return Buffer.from(bytes).toString("base64");
    case 7:
      return text(bytes);
    case 8:
      return timeOf(Number(view.getBigInt64(start)));
    default:
      return Buffer.from(bytes)
        .toString("hex")
        .replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
  }
}

const numberOrDigits = (value: bigint): number | string =>
  Number.isSafeInteger(Number(value)) ? Number(value) : value.toString();

/** Converts milliseconds since 1970 to ISO 8601; a time outside of the calendar stays a number. */
function timeOf(milliseconds: number): HeaderValue {
  const time = new Date(milliseconds);
  return Number.isNaN(time.getTime()) ? milliseconds : time.toISOString();
}

/** Replaces invalid bytes by U+FFFD. */
const utf8 = new TextDecoder();
const text = (bytes: Uint8Array): string => utf8.decode(bytes);
