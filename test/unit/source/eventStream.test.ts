import { describe, expect, it } from "vitest";
import { crc32 } from "../../../server/src/source/crc32";
import { looksLikeEventStream, readEventStream } from "../../../server/src/source/eventStream";
import { bytesHeader, frame, textHeader } from "../../support/eventStream";
import { seeded } from "../../support/seeded";

const event = (type: string, payload: string) => frame([textHeader(":event-type", type)], payload);
const read = (...frames: readonly Uint8Array[]) => readEventStream(Buffer.concat(frames));
const text = (bytes: Uint8Array) => Buffer.from(bytes).toString();

describe("frames of Amazon's event streams", () => {
  it("are checked with the checksum that everybody uses", () => {
    expect(crc32(Buffer.from("123456789"))).toBe(0xcbf43926);
  });

  it("are read as Amazon's own test vectors are", () => {
    const published =
      "0000003d0000002007fd8396 0c636f6e74656e742d74797065 07 0010 6170706c69636174696f6e2f6a736f6e 7b27666f6f273a27626172277d 8d9c08b1";
    const bytes = Buffer.from(published.replaceAll(" ", ""), "hex");
    const [only, ...others] = readEventStream(bytes);
    expect(others).toEqual([]);
    expect(only).toMatchObject({ headers: { "content-type": "application/json" }, problem: undefined });
    expect(text(only?.payload ?? new Uint8Array())).toBe("{'foo':'bar'}");
  });

  it("come in their order, with headers of all types", () => {
    const types = frame(
      [
        bytesHeader("yes", 0, ""),
        bytesHeader("no", 1, ""),
        bytesHeader("byte", 2, "ff"),
        bytesHeader("short", 3, "fffe"),
        bytesHeader("int", 4, "7fffffff"),
        bytesHeader("long", 5, "0000000000000007"),
        bytesHeader("longer", 5, "7fffffffffffffff"),
        bytesHeader("blob", 6, "0003010203"),
        bytesHeader("text", 7, "0003e282ac"),
        bytesHeader("time", 8, "00000000075bcd15"),
        bytesHeader("uuid", 9, "0102030405060708090a0b0c0d0e0f10"),
      ],
      "",
    );
    const frames = read(event("messageStart", "{}"), types, event("messageStop", "ü"));
    expect(frames.map(({ problem }) => problem)).toEqual([undefined, undefined, undefined]);
    expect(frames.map(({ headers }) => headers[":event-type"])).toEqual(["messageStart", undefined, "messageStop"]);
    expect(text(frames[2]?.payload ?? new Uint8Array())).toBe("ü");
    expect(frames[1]?.headers).toEqual({
      ...{ yes: true, no: false, byte: -1, short: -2, int: 0x7fffffff, long: 7, longer: "9223372036854775807" },
      ...{ blob: "AQID", text: "€", time: "1970-01-02T10:17:36.789Z", uuid: "01020304-0506-0708-090a-0b0c0d0e0f10" },
    });
  });

  it("say what is wrong with them, and the good ones around them stay", () => {
    const good = event("a", "{}");
    const changed = (at: number) => Uint8Array.from(good, (byte, index) => (index === at ? byte ^ 1 : byte));
    const last = good.length - 1;
    expect(read(good, changed(last), good).map(({ problem }) => problem)).toEqual([undefined, "has a wrong checksum", undefined]);
    expect(read(good, changed(14), good).map(({ problem }) => problem)).toEqual([undefined, "has a wrong checksum", undefined]);
    expect(read(good, changed(3), good).map(({ problem }) => problem)).toEqual([
      undefined,
      "says its length with a wrong checksum",
    ]);
    expect(read(good, good.subarray(0, 20)).map(({ problem }) => problem)).toEqual([
      undefined,
      `is cut off: 20 of its ${good.length} bytes are there`,
    ]);
    expect(read(good, good.subarray(0, 7)).at(-1)?.problem).toBe("is cut off after 7 bytes");
    const oddHeaders = frame([bytesHeader("x", 11, "00")], "{}");
    expect(read(oddHeaders).map(({ problem }) => problem)).toEqual(["has headers that cannot be read"]);
  });

  it("are told from other bytes", () => {
    expect(looksLikeEventStream(event("a", "{}"))).toBe(true);
    expect(looksLikeEventStream(Buffer.from("data: {}\n\ndata: [DONE]\n\n"))).toBe(false);
    expect(looksLikeEventStream(new Uint8Array())).toBe(false);
  });

  it("cover all bytes, whatever the bytes are", () => {
    const random = seeded(7);
    const below = (most: number) => Math.floor(random() * most);
    for (let run = 0; run < 500; run++) {
      const bytes = Buffer.concat(Array.from({ length: 3 }, () => event("x", "y".repeat(below(40)))));
      for (let change = 0; change < 3; change++) bytes[below(bytes.length)] = below(256);
      const frames = readEventStream(bytes.subarray(0, below(bytes.length + 1)));
      expect(frames.map(({ start }) => start)).toEqual([0, ...frames.map(({ end }) => end)].slice(0, frames.length));
    }
  });
});
