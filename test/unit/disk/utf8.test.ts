/** Bytes that are no UTF-8 are told apart from the character that stands for such, and what they stand in is still read. */
import { expect, test } from "vitest";
import { utf8Of, withBytesOf } from "../../../server/src/disk/utf8";
import { readRecordingFile } from "../../../server/src/formats/readDocument";
import { briefProblem } from "../../../server/src/features/briefProblem";
import { describeAnswer } from "../../../server/src/recording/describe";
import { escapedByte } from "../../../server/src/recording/escapedBytes";
import { check } from "../../../server/src/rules/check";
import { cassetteOf } from "../../support/cassettes";
import { chatCompletion } from "../../support/recordings";

test.each(["plain", "café", "日本 🗼", "cut \uFFFD here", "\uFEFFmark"])("%j is read as it is", (text) => {
  expect(utf8Of(Buffer.from(text))).toBe(text);
  expect(escapedByte(text)).toBeUndefined();
});

test("other bytes become lone surrogates, each where it stands", () => {
  const bytes = Buffer.concat([Buffer.from("日 "), Buffer.from([0xe9, 0xff]), Buffer.from(" 🗼"), Buffer.from([0xf0, 0x9f])]);
  expect(utf8Of(bytes)).toBe("日 \udce9\udcff 🗼\udcf0\udc9f");
  expect(escapedByte(utf8Of(bytes))).toEqual({ byte: 0xe9, at: 2 });
});

test.each([
  ["one byte", [0xe9, 0x22]],
  ["several", [0xe9, 0xff, 0x22, 0xe9]],
  ["a character that is cut", [0x22, 0xf0, 0x9f, 0x22, 0x80]],
  ["bytes beside the character that stands for such", [0x22, 0xe9, 0x22, 0xef, 0xbf, 0xbd]],
])("what an editor shows of bytes is read with them: %s", (_, bytes) => {
  const file = Buffer.from(bytes);
  const shown = file.toString("utf8");
  const text = withBytesOf(utf8Of(file), shown);
  expect(text).toHaveLength(shown.length);
  expect(escapedByte(text ?? "")?.byte).toBe(bytes.find((byte) => byte > 0x7f));
  expect(withBytesOf(utf8Of(file), `${shown}.`)).toBeUndefined();
  expect(withBytesOf(shown, shown)).toBeUndefined();
});

test.each([
  ["tests/cassettes/test_a/test_b.yaml", cassetteOf("caf\u00e9"), "cassette.syntax"],
  ["tests/recordings/a.json", chatCompletion("x").replace('"x"', '"caf\u00e9"'), "json.syntax"],
])("a file in Latin-1 is an error at the first such byte: %s", (path, text, code) => {
  const read = utf8Of(Buffer.from(text, "latin1"));
  const file = readRecordingFile(path, read);
  expect(briefProblem(file)).toBe("not UTF-8");
  expect(describeAnswer(file)).toContain("caf");
  const [found, ...more] = check(file);
  expect(more).toEqual([]);
  expect(found).toMatchObject({
    code,
    severity: "error",
    message: "The byte 0xE9 is not UTF-8, so Python cannot read the file and it cannot be replayed.",
    range: { start: text.indexOf("\u00e9") },
  });
  expect(check(readRecordingFile(path, text)).filter((each) => each.code === code)).toEqual([]);
});
