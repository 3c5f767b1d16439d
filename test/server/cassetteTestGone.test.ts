/** Cassettes whose test is gone are told of, as long as it is. */
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { cassetteOf } from "../support/cassettes";
import { makeWorkspace } from "../support/editor/workspace";
import { startClient, type TestClient } from "../support/languageClient";
import { tapedeckIn } from "../support/commandLine";

const cassette = cassetteOf("Cold.", "Colder.");
const module = (name: string) => `import pytest\n\n\n@pytest.mark.vcr\ndef ${name}():\n    pass\n`;
const path = "tests/cassettes/test_chat/test_weather.yaml";

let client: TestClient | undefined;
afterEach(async () => {
  await client?.stop();
  client = undefined;
});

async function findings() {
  const report = await client!.diagnostics(path);
  return report.kind === "full" ? report.items.filter(({ code }) => code === "cassette.test-gone") : [];
}

test("a cassette of a test that was renamed is reported once, until the test is there again", async () => {
  const folder = await makeWorkspace({ "tests/test_chat.py": module("test_forecast"), [path]: cassette });
  client = await startClient([folder]);
  await client.request("tapedeck/whenIndexed", {});
  await expect.poll(findings).toMatchObject([
    {
      message: '"test_chat.py" no longer has "test_weather", so no test plays this cassette.',
      range: { start: { line: 1 } },
    },
  ]);
  await client.write({ "tests/test_chat.py": module("test_weather") });
  await expect.poll(findings).toEqual([]);
});

test("one whose module is gone with it, or that lies elsewhere, is not", async () => {
  const folder = await makeWorkspace({
    "tests/test_chat.py": module("test_forecast"),
    [path]: cassette,
    "tests/cassettes/shared/test_weather.yaml": cassette,
    "tests/cassettes/test_chat/success.yaml": cassette,
    "tests/cassettes/test_other/test_weather.yaml": cassette,
  });
  const told = () => tapedeckIn(folder)("check", "--no-cache").stdout.match(/cassette\.test-gone/g)?.length ?? 0;
  expect(told()).toBe(1);
  await rm(join(folder, "tests/test_chat.py"));
  expect(told()).toBe(0);
});
