/** The settings of a workspace may be anything: what is of the wrong type counts as not set. */
import { describe, expect, test } from "vitest";
import { defaultRerecordSettings, readProfiles, readRerecordSettings } from "../../../server/src/rerecord/settings";

const deep = JSON.parse("[".repeat(5000) + "]".repeat(5000)) as unknown;
const wrong = [null, -1, true, [deep], { toString: [], valueOf: {} }, [{ command: "x" }], deep];
const names = Object.keys(defaultRerecordSettings) as (keyof typeof defaultRerecordSettings)[];

describe("settings of a hostile workspace", () => {
  test.each(names)("%s is of its own type, whatever is written there", (name) => {
    for (const value of wrong) {
      const read = readRerecordSettings({ [name]: value }, { [name]: value })[name];
      const expected = defaultRerecordSettings[name];
      if (Array.isArray(expected)) expect(read).toEqual([]);
      else expect(read).toEqual(expected);
    }
  });

  test("as a whole may be anything", () => {
    for (const value of [undefined, ...wrong]) {
      expect(readRerecordSettings(value, value)).toEqual(defaultRerecordSettings);
      expect([...readProfiles(value).values()].every((profile) => typeof profile === "object")).toBe(true);
    }
  });

  test("have variables of any name, and none that is no text", () => {
    const environment = JSON.parse('{"__proto__": "a", "constructor": "b", "list": ["c"], "number": 3, "none": null}') as unknown;
    const read = readRerecordSettings({ environment }).environment;
    expect(Object.entries(read)).toEqual([
      ["__proto__", "a"],
      ["constructor", "b"],
      ["number", "3"],
    ]);
  });
});
