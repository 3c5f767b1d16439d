/** Amazon's event streams, written as its services write them. */
import { crc32 } from "../../server/src/source/crc32";

/** A header of any type, its value in hex digits. */
export function bytesHeader(name: string, type: number, value: string): Uint8Array {
  return Buffer.concat([Buffer.from([name.length]), Buffer.from(name), Buffer.from([type]), Buffer.from(value, "hex")]);
}

export function textHeader(name: string, value: string): Uint8Array {
  const bytes = Buffer.from(value);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(bytes.length);
  return bytesHeader(name, 7, Buffer.concat([length, bytes]).toString("hex"));
}

/** One frame, its checksums right. */
export function frame(headers: readonly Uint8Array[], payload: string): Uint8Array {
  const head = Buffer.concat(headers);
  const body = Buffer.from(payload);
  const prelude = Buffer.alloc(12);
  prelude.writeUInt32BE(16 + head.length + body.length, 0);
  prelude.writeUInt32BE(head.length, 4);
  prelude.writeUInt32BE(crc32(prelude, 0, 8), 8);
  const frame = Buffer.concat([prelude, head, body, Buffer.alloc(4)]);
  frame.writeUInt32BE(crc32(frame, 0, frame.length - 4), frame.length - 4);
  return frame;
}
